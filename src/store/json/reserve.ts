import { randomBytes } from 'node:crypto';
import { type Disk, isMissing } from './disk.js';
import { RESERVE_BYTES } from './limits.js';

/**
 * A file that is there to be given up: when the disk is full, even a deletion needs a line in the journal, and nobody
 * could make room any more.
 */
export class Reserve {
  #there = false;

  constructor(
    private readonly disk: Disk,
    private readonly path: string,
  ) {}

  get there(): boolean {
    return this.#there;
  }

  /** Makes the file unless it is there. */
  async keep(): Promise<void> {
    if (this.#there) return;
    const file = await this.disk.open(this.path, 'edit');
    try {
      // Bytes that no file system can store as a hole.
      if ((await file.size()) < RESERVE_BYTES) await file.write(randomBytes(RESERVE_BYTES), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    this.#there = true;
  }

  /** Gives the room back to the disk; false when there was none to give. */
  async release(): Promise<boolean> {
    this.#there = false;
    try {
      await this.disk.remove(this.path);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }
}
