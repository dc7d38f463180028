import { MESSAGE_BLOCK, PLAIN_MESSAGES } from '../limits.js';
import { Packs, SHARED_BYTES, Slot } from '../model/packs.js';

/** Longest step of a reader, bytes. */
const CHUNK = 64 * 1024;
/** Messages up to this size share allocations; see `Packs`. */
export const SMALL = SHARED_BYTES;

/** Where the raw bytes of a message are: with others, or in blocks of their own. */
export type Kept = Slot | Blocks;

/** The blocks of a large message, all full but the last, which is cut to size. */
export class Blocks {
  constructor(
    readonly list: readonly Buffer[],
    readonly length: number,
  ) {}
}

/** Raw bytes of a store's messages, and of those that are arriving. */
export class ByteStore {
  readonly packs = new Packs(PLAIN_MESSAGES, MESSAGE_BLOCK);
  /** Bytes of drafts. */
  arriving = 0;

  free(kept: Kept): void {
    if (kept instanceof Slot) this.packs.free(kept);
  }

  /** Bytes `start` to `end` in steps of at most 64 KB. Each is a copy: what a reader does to it cannot reach the store. */
  *chunks(kept: Kept, start: number, end: number): Generator<Buffer, void> {
    if (start >= end) return;
    if (kept instanceof Slot) {
      yield Buffer.from(this.packs.view(kept).subarray(start, end));
      return;
    }
    let at = 0;
    for (const block of kept.list) {
      const from = Math.max(start - at, 0);
      const to = Math.min(end - at, block.length);
      for (let position = from; position < to; position += CHUNK)
        yield Buffer.from(block.subarray(position, Math.min(position + CHUNK, to)));
      at += block.length;
      if (at >= end) return;
    }
  }

  /** Copies a range of the kept bytes to the same offsets of a buffer. */
  copyRange(kept: Kept, target: Buffer, start: number, end: number): void {
    if (kept instanceof Slot) {
      this.packs.view(kept).copy(target, start, start, end);
      return;
    }
    let at = 0;
    for (const block of kept.list) {
      if (at + block.length > start && at < end)
        block.copy(target, Math.max(start, at), Math.max(start - at, 0), Math.min(end - at, block.length));
      at += block.length;
    }
  }
}
