import { join, relative } from 'node:path';
import type { Disk } from './disk.js';
import type { Journal } from './journal.js';
import type { Layout } from './layout.js';

const STEP = 1024 * 1024;

/** Where things go that do not fit: nothing is thrown away that somebody may want to look at. */
export class Quarantine {
  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
  ) {}

  /** Moves a file of the folder here. Resolves to its new path, relative to the folder. */
  async move(path: string, name: string): Promise<string> {
    const target = await this.#free(name);
    await this.disk.rename(path, target);
    return relative(this.layout.dir, target);
  }

  async write(name: string, bytes: Buffer): Promise<string> {
    return this.#make(name, async (write) => write(bytes));
  }

  /** Copies a piece of the journal. Resolves to null when it is blank, which is nothing to keep. */
  async copy(journal: Journal, start: number, end: number): Promise<string | null> {
    if (await isBlank(journal, start, end)) return null;
    return this.#make(`journal-${start}-${end}.ndjson`, async (write) => {
      for (let at = start; at < end; at += STEP) await write(await journal.read(at, Math.min(STEP, end - at)));
    });
  }

  async #make(name: string, fill: (write: (bytes: Buffer) => Promise<void>) => Promise<void>): Promise<string> {
    const target = await this.#free(name);
    const file = await this.disk.open(target, 'new');
    try {
      let size = 0;
      await fill(async (bytes) => {
        await file.write(bytes, size);
        size += bytes.length;
      });
      await file.sync();
    } finally {
      await file.close();
    }
    await this.disk.syncDirectory(this.layout.quarantine);
    return relative(this.layout.dir, target);
  }

  /** A path that is not taken: `name`, `name.1`, … */
  async #free(name: string): Promise<string> {
    await this.disk.makeDirectory(this.layout.quarantine);
    await this.disk.syncDirectory(this.layout.dir);
    const taken = new Set(await this.disk.list(this.layout.quarantine));
    let free = name;
    for (let i = 1; taken.has(free); i++) free = `${name}.${i}`;
    return join(this.layout.quarantine, free);
  }
}

/** Zeros and spaces: what file systems and `Journal.probe` leave behind a crash. */
async function isBlank(journal: Journal, start: number, end: number): Promise<boolean> {
  for (let at = start; at < end; at += STEP) {
    const bytes = await journal.read(at, Math.min(STEP, end - at));
    if (!bytes.every((byte) => byte === 0 || byte === 0x20)) return false;
  }
  return true;
}
