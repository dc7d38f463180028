import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../errors.js';
import type { Disk } from './disk.js';
import { HEARTBEAT_MS, SILENCE_MS } from './limits.js';
import { isAlive, lookUp, make, succeed, tidyUp } from './lock-file.js';
import { type Owner, thisProcess } from './owner.js';

/** Tries of a folder that others are taking at the same moment, and the pause between them, milliseconds. */
const TRIES = 200;
const PAUSE_MS = 15;

/**
 * A file that says who has the folder open. A dead owner's is taken over: on the same machine by asking the system, on
 * another host or in another container by waiting for a sign of life (`lock-file.ts` says how).
 */
export class Lock {
  #beat: NodeJS.Timeout | null = null;
  /** `taken`: another process has the folder, for good; `gone`: it is not there, or another one is in its place. */
  lost: 'taken' | 'gone' | null = null;
  /** Whether the other files are still those that were opened. */
  #isWhole: () => Promise<boolean> = async () => true;

  private constructor(
    private readonly disk: Disk,
    private readonly path: string,
    readonly owner: Owner,
  ) {}

  /** @throws StoreUnavailable that names the live owner */
  static async take(disk: Disk, path: string, silence = SILENCE_MS): Promise<Lock> {
    const owner = thisProcess();
    for (let tries = 0; tries < TRIES; tries++) {
      if (await attempt(disk, path, owner, silence)) {
        await tidyUp(disk, path);
        const lock = new Lock(disk, path, owner);
        lock.#beat = setInterval(() => void lock.#show(), HEARTBEAT_MS).unref();
        return lock;
      }
      await sleep(PAUSE_MS * (0.5 + Math.random()));
    }
    throw new StoreUnavailable(`${path} cannot be taken: others take it again and again.`);
  }

  /** From now on the folder also counts as gone when this says so. */
  watch(isWhole: () => Promise<boolean>): void {
    this.#isWhole = isWhole;
  }

  async release(): Promise<void> {
    if (this.#beat) clearInterval(this.#beat);
    this.#beat = null;
    const found = await lookUp(this.disk, this.path).catch(() => undefined);
    if (found?.token === this.owner.token) await this.disk.remove(this.path).catch(() => {});
  }

  async #show(): Promise<void> {
    try {
      const found = await lookUp(this.disk, this.path);
      if (this.lost === 'taken') return;
      if (found && found.token !== this.owner.token) {
        this.lost = 'taken';
      } else {
        // A network disk may come back as it was.
        this.lost = found !== null && (await this.#isWhole()) ? null : 'gone';
        if (found) await this.disk.touch(this.path);
      }
    } catch {
      // A disk that fails now says nothing about the lock.
    }
  }
}

/** The live owner of a data folder, if there is one; takes nothing. */
export async function liveOwner(disk: Disk, path: string, silence = SILENCE_MS): Promise<Owner | undefined> {
  const found = await lookUp(disk, path);
  return found && (await isAlive(disk, path, found, silence)) ? found : undefined;
}

function taken(path: string, { pid, host, since }: Owner): StoreUnavailable {
  return new StoreUnavailable(
    `This data folder is in use by process ${pid} on ${host} since ${new Date(since).toISOString()} (${path}).`,
  );
}

/** False when others were at it at the same moment. @throws StoreUnavailable that names the live owner */
async function attempt(disk: Disk, path: string, owner: Owner, silence: number): Promise<boolean> {
  const found = await lookUp(disk, path);
  if (found === null) return make(disk, path, owner);
  if (found && (await isAlive(disk, path, found, silence))) throw taken(path, found);
  return succeed(disk, path, found, { owner, silence });
}
