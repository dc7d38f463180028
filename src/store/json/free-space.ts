import type { Disk } from './disk.js';
import { AMPLE_BYTES } from './limits.js';

/** How long an answer of the system is good for, milliseconds. */
const FRESH_MS = 500;

/** Whether there is so much room on the disk that files may wait; asks the system now and then, when it is asked. */
export class FreeSpace {
  #ample = false;
  #asked = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly disk: Disk,
    private readonly dir: string,
  ) {}

  /** As of some moments ago; false until the system has answered once. */
  get isAmple(): boolean {
    const now = performance.now();
    if (now - this.#asked >= FRESH_MS) {
      this.#asked = now;
      void this.look();
    }
    return this.#ample;
  }

  async look(): Promise<void> {
    try {
      this.#ample = (await this.disk.free(this.dir)) >= AMPLE_BYTES;
    } catch {
      this.#ample = false;
    }
  }
}
