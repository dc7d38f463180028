import { spawn } from 'node:child_process';

/** How a program ended and what it wrote. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Codes that are no failure; default 0 only. */
  readonly codes?: readonly number[];
}

/** Longest that a client may take, milliseconds. */
const PATIENCE = 50_000;

/**
 * Runs a program to its end, output as Latin-1 so that no octet is lost.
 * @throws Error with all that it wrote when it ends with another code
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { input = '', cwd, env = {}, codes = [0] } = options;
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env },
    stdio: 'pipe',
    timeout: PATIENCE,
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('latin1').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code === null || !codes.includes(code)) {
    throw new Error(`${program} ended with ${code}\n${text.stdout}\n${text.stderr}`);
  }
  return { code, ...text };
}
