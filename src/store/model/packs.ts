import { constants, deflateRaw, inflateRawSync } from 'node:zlib';
import { inflateSync } from 'fflate';

/** Bytes of a block where nothing else is said: unpacked in a fifth of a millisecond, and what pieces have in common counts. */
const BLOCK_BYTES = 64 * 1024;
/** Longer pieces get an allocation of their own, so that little of a block stays unused at its end. */
export const SHARED_BYTES = 16 * 1024;
/** Bytes of unpacked blocks that are kept for the next reading: a list is made of what a search has just read. */
const UNPACKED_BYTES = 2 * 1024 * 1024;
/** Unpacked without zlib, bytes: whoever finds one piece here and one there unpacks a block for each. */
const SMALL_BLOCK = 16 * 1024;
/** Of small blocks: without Huffman tables of their own, which take a fifth of the time to unpack and save three percent. */
const QUICK = { level: 6, strategy: constants.Z_FIXED };
/** Level 1 takes a third of the time of the default and leaves a fifth more. */
const LIGHT = { level: 1 };
/** Packing must save at least a quarter. */
const WORTH = 0.75;

interface Block {
  /** The bytes as they are, or null when they are packed or nobody wants them any more. */
  plain: Buffer | null;
  packed: Buffer | null;
  /** Where the next piece goes. */
  end: number;
  /** Bytes of pieces that are still wanted. */
  live: number;
  /** No more pieces come. */
  full: boolean;
  slots: Slot[];
}

/** Where a piece of bytes is. */
export class Slot {
  constructor(
    public block: Block | null,
    public start: number,
    readonly length: number,
  ) {}
}

/**
 * Keeps many small pieces of bytes in few allocations: a Buffer of its own would cost each piece 400 bytes more, and
 * the garbage collector a visit. The newest blocks stay as they are; older ones are compressed, one at a time and off
 * the event loop. A block that is mostly given back is emptied into the current one.
 */
export class Packs {
  #current: Block | undefined;
  /** Full blocks that are not packed, oldest first. */
  #plain: Block[] = [];
  #packing = false;
  readonly #unpacked = new Map<Block, Buffer>();
  /** Memory of the block that was packed last, for the next one: a long start would leave hundreds to the collector. */
  #spare: Buffer | null = null;
  /** Bytes of all pieces that are kept. */
  bytes = 0;

  /**
   * @param plainBytes bytes that stay uncompressed, for speed
   * @param blockBytes bytes of a block
   */
  constructor(
    private readonly plainBytes: number,
    private readonly blockBytes = BLOCK_BYTES,
  ) {}

  /** Keeps `length` bytes that `fill` writes into the start of the buffer it gets. */
  put(length: number, fill: (target: Buffer) => void): Slot {
    const slot = new Slot(null, 0, length);
    fill(this.#place(slot));
    this.bytes += length;
    return slot;
  }

  /** The bytes of a piece as a view, for reading at once and never for keeping: it would keep the whole block. */
  view({ block, start, length }: Slot): Buffer {
    if (!block) throw new Error('These bytes have been given back.');
    return (block.plain ?? this.#unpack(block)).subarray(start, start + length);
  }

  /** Gives a piece back; harmless a second time. */
  free(slot: Slot): void {
    const { block } = slot;
    if (!block) return;
    slot.block = null;
    block.live -= slot.length;
    this.bytes -= slot.length;
    if (!block.full || block.live * 4 >= block.end) return;
    const { slots } = block;
    block.slots = [];
    for (const other of slots) {
      if (other.block !== block) continue;
      const bytes = this.view(other);
      bytes.copy(this.#place(other));
    }
    block.live = 0;
    block.plain = null;
    this.#unpacked.delete(block);
  }

  #place(slot: Slot): Buffer {
    const block = this.#blockFor(slot.length);
    const { plain, end } = block;
    slot.block = block;
    slot.start = end;
    block.end += slot.length;
    block.live += slot.length;
    block.slots.push(slot);
    return (plain as Buffer).subarray(end, block.end);
  }

  #blockFor(length: number): Block {
    if (length > Math.min(SHARED_BYTES, this.blockBytes)) return { ...emptyBlock(length), full: true };
    const before = this.#current;
    if (before && before.end + length <= this.blockBytes) return before;
    this.#current = emptyBlock(this.blockBytes, this.#spare);
    this.#spare = null;
    if (before) {
      before.full = true;
      this.#plain.push(before);
      this.#packNext();
    }
    return this.#current;
  }

  #packNext(): void {
    if (this.#packing) return;
    this.#plain = this.#plain.length > 0 && this.#plain[0]?.live === 0 ? this.#plain.filter(isLive) : this.#plain;
    if (this.#plain.length * this.blockBytes <= this.plainBytes) return;
    const block = this.#plain.shift() as Block;
    if (!block.plain) return;
    this.#packing = true;
    deflateRaw(block.plain.subarray(0, block.end), this.blockBytes > SMALL_BLOCK ? LIGHT : QUICK, (error, packed) => {
      this.#packing = false;
      if (!error && block.plain && packed.length < block.end * WORTH) {
        block.packed = Buffer.allocUnsafeSlow(packed.length);
        packed.copy(block.packed);
        this.#spare = block.plain;
        block.plain = null;
      }
      this.#packNext();
    });
  }

  #unpack(block: Block): Buffer {
    const known = this.#unpacked.get(block);
    if (known) return known;
    const memory = (this.#unpacked.size + 1) * this.blockBytes > UNPACKED_BYTES ? this.#takeOldest() : undefined;
    const plain = inflate(block.packed as Buffer, block.end, memory);
    this.#unpacked.set(block, plain);
    return plain;
  }

  /** Forgets the block that was unpacked the longest ago, and gives its memory. */
  #takeOldest(): Buffer | undefined {
    const [oldest] = this.#unpacked;
    if (!oldest) return undefined;
    const [block, memory] = oldest;
    this.#unpacked.delete(block);
    return memory;
  }
}

/**
 * Each call of zlib's takes memory outside the heap, which makes the collector run: whoever reads twenty small blocks here
 * and there would wait longer for that than for the slower way that takes none.
 */
function inflate(packed: Buffer, length: number, memory: Buffer | undefined): Buffer {
  // In one piece: by default it is made of several, which takes twice as long.
  if (length > SMALL_BLOCK) return inflateRawSync(packed, { chunkSize: length });
  const out = memory && memory.length >= length ? memory : Buffer.allocUnsafeSlow(length);
  inflateSync(packed, { out });
  return out;
}

const isLive = (block: Block): boolean => block.live > 0;

function emptyBlock(length: number, memory: Buffer | null = null): Block {
  return { plain: memory ?? Buffer.allocUnsafeSlow(length), packed: null, end: 0, live: 0, full: false, slots: [] };
}
