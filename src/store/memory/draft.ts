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

  get pieces(): readonly Buffer[] | null {
    return this.#blocks.length === 0 && !this.overflowed ? this.#pieces : null;
  }

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

  /** Ends the draft. What is given keeps its bytes, when it is called, in exactly as much memory as they need. */
  end(): () => Kept {
    const { size } = this;
    const { packs } = this.store;
    const pieces = this.#pieces;
    const blocks = this.#blocks;
    const used = this.#used;
    this.release();
    if (blocks.length === 0) return () => packs.put(size, (target) => fill(target, pieces));
    const last = blocks.pop() as Buffer;
    return () => {
      const cut = Buffer.allocUnsafeSlow(used);
      last.copy(cut);
      return new Blocks([...blocks, cut], size);
    };
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

function fill(target: Buffer, pieces: readonly Buffer[]): void {
  let at = 0;
  for (const piece of pieces) at += piece.copy(target, at);
}
