import type { Journal } from './journal.js';

/** Bytes of the journal that are read at one time: many messages. */
const WINDOW = 512 * 1024;

/** Takes pieces out of a journal, cheaply when they follow one another. */
export class Copier {
  #window: Buffer = Buffer.alloc(0);
  #start = 0;

  constructor(private readonly journal: Journal) {}

  /** A piece as it stands there; of ASCII. */
  async text(offset: number, length: number): Promise<string> {
    if (offset < this.#start || offset + length > this.#start + this.#window.length) {
      const wanted = Math.max(length, Math.min(WINDOW, this.journal.size - offset));
      this.#window = await this.journal.read(offset, wanted);
      this.#start = offset;
    }
    const from = offset - this.#start;
    return this.#window.toString('latin1', from, from + length);
  }
}
