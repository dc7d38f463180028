import { Collector } from './collector.js';

/** Keeps the wanted beginning of a header or body that comes in chunks; of one that lies in one chunk it copies nothing. */
export class Gatherer {
  /** Bytes of earlier chunks. */
  readonly #kept = new Collector();
  #want: number;
  /** Where the bytes go on in the current chunk. */
  #from = 0;

  constructor(want: number) {
    this.#want = want;
  }

  get active(): boolean {
    return this.#want > 0;
  }

  /** Begins anew at index `from` of the current chunk. */
  begin(want: number, from: number): void {
    this.#kept.clear();
    this.#want = want;
    this.#from = from;
  }

  /** Goes on with what is there, but for another number of bytes. */
  rededicate(want: number): void {
    this.#want = want;
  }

  /**
   * The first `length` bytes, as far as they were wanted.
   * @param end index in the chunk where they end; not positive when they ended in an earlier chunk
   */
  take(chunk: Buffer, end: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(this.#want, length));
    if (this.#kept.length === 0) return chunk.subarray(this.#from, this.#from + wanted);
    if (end > this.#from) {
      this.#kept.append(chunk, this.#from, end, this.#want);
      this.#from = end;
    }
    return this.#kept.view().subarray(0, wanted);
  }

  /** The chunk is over; its memory may change from now on. */
  endChunk(chunk: Buffer): void {
    if (this.#want > 0) this.#kept.append(chunk, this.#from, chunk.length, this.#want);
    this.#from = 0;
  }
}
