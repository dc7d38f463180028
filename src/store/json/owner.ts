import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who has a data folder open, as its lock file says. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** The namespace that its pid belongs to: containers of one name may have the same pids. Empty where unknown. */
  readonly space: string;
  /** Names this run of the machine; empty where the system does not say. */
  readonly boot: string;
  /** When the process began, in the system's own count: a later process may have the same pid. Empty where unknown. */
  readonly began: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Tells this lock from any other. */
  readonly token: string;
}

export function thisProcess(): Owner {
  return {
    pid: process.pid,
    host: hostname(),
    space: pidNamespace(),
    boot: systemFile('/proc/sys/kernel/random/boot_id').trim(),
    began: beginOf(process.pid),
    since: Date.now(),
    token: randomBytes(9).toString('hex'),
  };
}

/** Whether an owner still runs; undefined when that cannot be known from here (another host, another container). */
export function isRunning(owner: Owner): boolean | undefined {
  const here = thisProcess();
  if (owner.host !== here.host || owner.space !== here.space) return undefined;
  if (owner.boot !== '' && here.boot !== '' && owner.boot !== here.boot) return false;
  const began = beginOf(owner.pid);
  if (owner.began !== '' && here.began !== '') return began === owner.began;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began; empty when there is none, or the system does not say. */
function beginOf(pid: number): string {
  // proc_pid_stat(5): the 22nd field; the second, the name in parentheses, may contain anything.
  const stat = systemFile(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function systemFile(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** Reads a lock file's text; undefined when it is none (an owner that died while it wrote it). */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return typeof owner.pid === 'number' && typeof owner.token === 'string' ? owner : undefined;
  } catch {
    return undefined;
  }
}
