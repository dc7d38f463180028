/** Items of a block at most: moving half of them in memory is far cheaper than finding the block. */
const BLOCK = 512;

/**
 * Items in ascending order of a unique key, in blocks: adding at the end, removing anywhere and finding cost
 * O(log n) and one short move inside a block, however many there are. A small list is one small array.
 */
export class Ordered<T, K extends number | string> {
  #blocks: T[][] = [];
  #length = 0;

  constructor(private readonly keyOf: (item: T) => K) {}

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#blocks[0]?.[0];
  }

  get last(): T | undefined {
    return this.#blocks.at(-1)?.at(-1);
  }

  /** Adds an item whose key is not there yet. */
  insert(item: T): void {
    const key = this.keyOf(item);
    this.#length++;
    const last = this.#blocks.at(-1);
    if (!last) {
      this.#blocks.push([item]);
    } else if (this.keyOf(last[last.length - 1] as T) < key) {
      if (last.length < BLOCK) last.push(item);
      else this.#blocks.push([item]);
    } else {
      const at = this.#blockOf(key);
      const block = this.#blocks[at] as T[];
      block.splice(this.#indexIn(block, key), 0, item);
      if (block.length > BLOCK) this.#blocks.splice(at + 1, 0, block.splice(BLOCK >>> 1));
    }
  }

  get(key: K): T | undefined {
    const block = this.#blocks[this.#blockOf(key)];
    const item = block?.[this.#indexIn(block, key)];
    return item !== undefined && this.keyOf(item) === key ? item : undefined;
  }

  /** Removes and returns the item with this key, if it is there. */
  remove(key: K): T | undefined {
    const front = this.#blocks[0];
    // What came first goes first, mostly.
    if (front && this.keyOf(front[0] as T) === key) return this.#removeAt(0, front, 0);
    const at = this.#blockOf(key);
    const block = this.#blocks[at];
    if (!block) return undefined;
    const index = this.#indexIn(block, key);
    const item = block[index];
    return item === undefined || this.keyOf(item) !== key ? undefined : this.#removeAt(at, block, index);
  }

  #removeAt(at: number, block: T[], index: number): T {
    const item = block[index] as T;
    if (index === 0) block.shift();
    else block.splice(index, 1);
    this.#length--;
    this.#mend(at, block);
    return item;
  }

  /** Items in ascending order, from the first whose key is at least `from`. Do not change the list meanwhile. */
  *ascend(from?: K): Generator<T, void> {
    let at = from === undefined ? 0 : this.#blockOf(from);
    const start = this.#blocks[at];
    let index = from === undefined || !start ? 0 : this.#indexIn(start, from);
    for (; at < this.#blocks.length; at++, index = 0) {
      const block = this.#blocks[at] as T[];
      for (; index < block.length; index++) yield block[index] as T;
    }
  }

  /** Items in descending order, from the last whose key is at most `from`. Do not change the list meanwhile. */
  *descend(from?: K): Generator<T, void> {
    let at = from === undefined ? this.#blocks.length - 1 : Math.min(this.#blockOf(from), this.#blocks.length - 1);
    const start = this.#blocks[at];
    let index = start ? start.length - 1 : -1;
    if (start && from !== undefined) {
      index = this.#indexIn(start, from);
      if (index >= start.length || this.keyOf(start[index] as T) > from) index--;
    }
    for (; at >= 0; at--, index = (this.#blocks[at]?.length ?? 0) - 1) {
      const block = this.#blocks[at] as T[];
      for (; index >= 0; index--) yield block[index] as T;
    }
  }

  /** How many keys are at most `key`. */
  countTo(key: K): number {
    const at = this.#blockOf(key);
    let count = 0;
    for (let i = 0; i < at; i++) count += (this.#blocks[i] as T[]).length;
    const block = this.#blocks[at];
    if (!block) return count;
    const index = this.#indexIn(block, key);
    return count + index + (index < block.length && this.keyOf(block[index] as T) === key ? 1 : 0);
  }

  /** The first block whose last key is at least `key`; the number of blocks when there is none. */
  #blockOf(key: K): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const block = this.#blocks[middle] as T[];
      if (this.keyOf(block[block.length - 1] as T) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where in a block the first key at least `key` stands. */
  #indexIn(block: readonly T[], key: K): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keyOf(block[middle] as T) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Removes an empty block and joins two small neighbours, so that blocks stay few. */
  #mend(at: number, block: T[]): void {
    if (block.length === 0) {
      this.#blocks.splice(at, 1);
      return;
    }
    const next = this.#blocks[at + 1];
    if (block.length >= BLOCK / 4 || !next || block.length + next.length > BLOCK / 2) return;
    for (const item of next) block.push(item);
    this.#blocks.splice(at + 1, 1);
  }
}
