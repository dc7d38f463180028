import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A mail server in a process of its own. */
export interface Contender {
  readonly name: string;
  /** Where it takes SMTP. */
  readonly port: number;
  /** Where it answers HTTP, with the slash at the end; null where it does not, or is not asked. */
  readonly url: string | null;
  /** Of its process, where that is a child of ours. */
  readonly pid?: number | undefined;
  /** Milliseconds of CPU it has used so far; NaN where the system does not tell. */
  cpu(): number;
  /** The most memory it ever had, bytes; NaN where the system does not tell. */
  peak(): number;
  stop(): unknown;
}

/** A folder for what a benchmark fetched, kept for the next run. */
export const cacheOf = (name: string): string => fileURLToPath(new URL(`../.cache/${name}/`, import.meta.url));

/** A contender that is a child process. */
export function contender(name: string, child: ChildProcess, port: number, url: string | null): Contender {
  return {
    name,
    port,
    url,
    pid: child.pid,
    cpu: () => cpuOf(child.pid),
    peak: () => peakOf(child.pid),
    stop: () => (child.connected ? child.disconnect() : child.kill()),
  };
}

/** Waits until a child listens. @throws when it ends before that, or does not within a minute */
export async function listening(name: string, child: ChildProcess, port: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await accepts(port)) return;
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error(`${name} did not start.`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** User and system time of a process, of /proc/PID/stat's fields 14 and 15, in ticks of 10 ms. */
function cpuOf(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
}
