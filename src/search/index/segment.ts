/** What the index keeps on an item to find its signature. */
export interface Indexed {
  segment: Segment | null;
  column: number;
}

/** Bits of a segment: half a megabyte, whatever its shape. */
const BITS = 2 ** 22;

/**
 * Signatures of some items, bit-sliced: a row for each gram hash and a column for each item, so that asking all items
 * for a gram reads one short row. Columns are filled in turn and never used again.
 */
export class Segment {
  readonly columns: number;
  readonly items: (Indexed | null)[] = [];
  live = 0;
  readonly #bits = new Uint32Array(BITS / 32);
  /** 32-bit words of a row. */
  readonly #words: number;

  /** @param rows a power of two; hashes are cut to it */
  constructor(readonly rows: number) {
    this.columns = BITS / rows;
    this.#words = this.columns / 32;
  }

  get full(): boolean {
    return this.items.length >= this.columns;
  }

  add(item: Indexed, grams: Uint16Array): void {
    const column = this.items.length;
    const word = column >>> 5;
    const bit = 1 << (column & 31);
    for (const gram of grams) {
      const at = (gram & (this.rows - 1)) * this.#words + word;
      this.#bits[at] = (this.#bits[at] as number) | bit;
    }
    this.items.push(item);
    this.live++;
    item.segment = this;
    item.column = column;
  }

  remove(item: Indexed): void {
    this.items[item.column] = null;
    this.live--;
    item.segment = null;
  }

  /** Columns that have all of the grams (and perhaps some that have not), as bits. */
  withAll(grams: Uint16Array): Uint32Array {
    const found = new Uint32Array(this.#words).fill(0xffffffff);
    for (const gram of grams) {
      const row = (gram & (this.rows - 1)) * this.#words;
      let any = 0;
      for (let word = 0; word < found.length; word++) {
        const left = (found[word] as number) & (this.#bits[row + word] as number);
        found[word] = left;
        any |= left;
      }
      if (any === 0) break;
    }
    return found;
  }
}
