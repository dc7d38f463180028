import { DraftUsed } from '../errors.js';
import type { Draft } from '../types.js';
import { Blocks, type ByteStore, type Kept, SMALL } from './bytes.js';

/** The first block of a large message; the following ones grow with it, so that none is mostly empty. */
const FIRST_BLOCK = 64 * 1024;
const LARGEST_BLOCK = 1024 * 1024;

/**
 * The bytes of an arriving message: small pieces first, blocks once it is large. When `room` is passed the bytes are
 * dropped at once and only counted on; `append` then refuses the message.
 */
export class MemoryDraft implements Draft {
  size = 0;
  overflowed = false;
  #pieces: Buffer[] = [];
  #blocks: Buffer[] = [];
  /** Bytes of the last block that are used. */
  #used = 0;
  #state: 'open' | 'claimed' | 'done' = 'open';

  constructor(
    private readonly store: ByteStore,
    /** Most bytes that this and all other drafts may have together. */
    private readonly room: number,
  ) {}

  write(chunk: Buffer): undefined {
    if (this.#state !== 'open') throw new DraftUsed();
    this.size += chunk.length;
    if (this.overflowed) return;
    this.store.arriving += chunk.length;
    if (this.store.arriving > this.room) {
      this.store.arriving -= this.size;
      this.overflowed = true;
      this.#drop();
    } else if (this.size <= SMALL) {
      this.#pieces.push(Buffer.from(chunk));
    } else {
      for (const piece of this.#pieces) this.#fill(piece);
      this.#pieces = [];
      this.#fill(chunk);
    }
  }

  async discard(): Promise<void> {
    if (this.#state === 'open') this.release();
  }

  /** From here on it is its caller's alone, who keeps or releases it. @throws DraftUsed */
  claim(): void {
    if (this.#state !== 'open') throw new DraftUsed();
    this.#state = 'claimed';
  }

  /** Forgets the bytes. */
  release(): void {
    if (this.#state !== 'done' && !this.overflowed) this.store.arriving -= this.size;
    this.#state = 'done';
    this.#drop();
  }

  /** Ends the draft and keeps its bytes in exactly as much memory as they need. */
  keep(): Kept {
    const { size } = this;
    let kept: Kept;
    if (this.#blocks.length === 0) {
      const pieces = this.#pieces;
      kept = this.store.packs.put(size, (target) => {
        let at = 0;
        for (const piece of pieces) at += piece.copy(target, at);
      });
    } else {
      const last = this.#blocks.pop() as Buffer;
      const cut = Buffer.allocUnsafeSlow(this.#used);
      last.copy(cut);
      kept = new Blocks([...this.#blocks, cut], size);
    }
    this.release();
    return kept;
  }

  #fill(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      let block = this.#blocks.at(-1);
      if (!block || this.#used === block.length) {
        const length = Math.min(LARGEST_BLOCK, Math.max(FIRST_BLOCK, block ? block.length * 2 : 0));
        block = Buffer.allocUnsafeSlow(length);
        this.#blocks.push(block);
        this.#used = 0;
      }
      const copied = bytes.copy(block, this.#used, at);
      this.#used += copied;
      at += copied;
    }
  }

  #drop(): void {
    this.#pieces = [];
    this.#blocks = [];
  }
}
