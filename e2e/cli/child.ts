import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Addresses } from '../../src/server.js';

const bin = fileURLToPath(new URL('../../bin/restante.js', import.meta.url));

/** How a command ended and what it wrote. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with the text so far once it holds `words`; rejects with what there was when the command ended without. */
  saw(words: string): Promise<string>;
}

interface SpawnOptions {
  /** Beside PATH and what the caller gives, the command gets no environment: ours must not reach it. */
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
  /** Another program than this checkout's command. */
  program?: string;
}

/** Starts `restante` as a process of its own. */
export function restante(args: readonly string[], { env = {}, cwd, input, program = bin }: SpawnOptions = {}): Child {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: 'pipe',
  });
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  function saw(words: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => text.stdout.includes(words) && resolve(text.stdout);
      listeners.add(look);
      look();
      void ended.then((how) => reject(new Error(`ended without ${words}: ${JSON.stringify(how)}`)));
    });
  }
  return { process: child, ended, saw };
}

/** Starts a server on free ports and resolves with its ready line. */
export async function serve(args: readonly string[] = [], options: SpawnOptions = {}) {
  const ports = ['--smtp-port', '0', '--http-port', '0', '--log-format', 'json'];
  const child = restante([...ports, ...args], options);
  const line = (await child.saw('"event":"ready"')).split('\n').find((row) => row.includes('"event":"ready"'));
  const ready = JSON.parse(line as string) as { level: string; event: string; pid: number; addresses: Addresses };
  return { ...child, ready, addresses: ready.addresses };
}
