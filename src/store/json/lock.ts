import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from '../errors.js';
import { codeOf, type Disk, isMissing } from './disk.js';
import { HEARTBEAT_MS, SILENCE_MS } from './limits.js';
import { isRunning, type Owner, parseOwner, thisProcess } from './owner.js';

/**
 * A file that says who has the folder open. A dead owner's is taken over: on the same machine by asking the system, on
 * another host or in another container by waiting for a sign of life.
 */
export class Lock {
  #beat: NodeJS.Timeout | null = null;
  /** Another process has taken the folder over. */
  lost = false;

  private constructor(
    private readonly disk: Disk,
    private readonly path: string,
    readonly owner: Owner,
  ) {}

  /** @throws StoreUnavailable that names the live owner */
  static async take(disk: Disk, path: string, silence = SILENCE_MS): Promise<Lock> {
    const owner = thisProcess();
    for (let tries = 0; tries < 20; tries++) {
      if (await write(disk, path, owner)) {
        const lock = new Lock(disk, path, owner);
        lock.#beat = setInterval(() => void lock.#show(), HEARTBEAT_MS).unref();
        return lock;
      }
      const found = await lookUp(disk, path);
      if (found === null) continue;
      if (found && (await isAlive(disk, path, found, silence))) throw taken(path, found);
      // An empty one may be in the making.
      if (!found && tries < 5) await sleep(20);
      else await clear(disk, path, found);
    }
    throw new StoreUnavailable(`${path} cannot be taken: others take it again and again.`);
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
      if (found?.token === this.owner.token) await this.disk.touch(this.path);
      else if (found) this.lost = true;
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

/** Makes the lock file; false when there is one. */
async function write(disk: Disk, path: string, owner: Owner): Promise<boolean> {
  try {
    const file = await disk.open(path, 'new');
    try {
      await file.write(Buffer.from(`${JSON.stringify(owner)}\n`), 0);
      await file.close();
    } catch (error) {
      await file.close().catch(() => {});
      await disk.remove(path).catch(() => {});
      throw error;
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Whom a lock file names; null when there is none, undefined when it names nobody. */
async function lookUp(disk: Disk, path: string): Promise<Owner | null | undefined> {
  try {
    const file = await disk.open(path, 'read');
    try {
      const bytes = Buffer.alloc(4096);
      return parseOwner(bytes.toString('utf8', 0, await file.read(bytes, 0)));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function isAlive(disk: Disk, path: string, owner: Owner, silence: number): Promise<boolean> {
  const known = isRunning(owner);
  if (known !== undefined) return known;
  const before = await touchedAt(disk, path);
  for (let waited = 0; waited < silence; waited += 100) {
    await sleep(100);
    if ((await touchedAt(disk, path)) !== before) return true;
  }
  return false;
}

async function touchedAt(disk: Disk, path: string): Promise<number> {
  try {
    return await disk.touchedAt(path);
  } catch (error) {
    if (isMissing(error)) return -1;
    throw error;
  }
}

/** Takes a dead owner's lock file away; one that another process has made meanwhile is put back. */
async function clear(disk: Disk, path: string, dead: Owner | undefined): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await disk.rename(path, aside);
    const moved = await lookUp(disk, aside);
    if (moved && moved.token !== dead?.token) await disk.rename(aside, path);
    else await disk.remove(aside);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
