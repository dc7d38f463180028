import { EMPTY_BYTES } from './shared.js';

/** Smallest memory taken, in bytes: most headers fit. */
const FIRST = 1024;

/** Gathers the bytes of a header (or of a body's beginning) that came in several chunks, up to a limit. */
export class Collector {
  #bytes: Buffer = EMPTY_BYTES;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Copies `chunk[start, end)`, but never holds more than `limit` bytes. */
  append(chunk: Buffer, start: number, end: number, limit: number): void {
    const length = Math.min(this.#length + end - start, limit);
    if (length <= this.#length) return;
    if (length > this.#bytes.length) {
      // Doubling keeps a header that comes byte by byte linear.
      const larger = Buffer.allocUnsafe(Math.max(FIRST, length, Math.min(limit, this.#bytes.length * 2)));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    chunk.copy(this.#bytes, this.#length, start, start + length - this.#length);
    this.#length = length;
  }

  /** What was gathered. Valid until the next `append`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > 64 * FIRST) this.#bytes = EMPTY_BYTES;
  }
}
