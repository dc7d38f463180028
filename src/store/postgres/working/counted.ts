import { Ordered } from '../../model/ordered.js';

/** A list of which only some items are at hand, but whose length is that of all. */
export class Counted<T, K extends number | string> extends Ordered<T, K> {
  /** Items that are elsewhere. */
  absent: number;

  constructor(keyOf: (item: T) => K, length = 0) {
    super(keyOf);
    this.absent = length;
  }

  override get length(): number {
    return super.length + this.absent;
  }

  /** Brings an item that was elsewhere. */
  load(item: T): void {
    this.absent--;
    this.insert(item);
  }

  /** Lets an item be elsewhere again. */
  unload(key: K): void {
    if (this.remove(key) !== undefined) this.absent++;
  }
}
