/** Fewer ids are never swept. */
const SWEEP = 1024;

/**
 * Ids in their order, to be read from the newest on at the cost of what is read. They nearly always come in order; ids
 * that are gone are passed over, and swept out when there are as many as others.
 */
export class Order {
  #ids: string[] = [];
  #sorted = true;
  #sweepAt = SWEEP;

  constructor(private readonly isThere: (id: string) => boolean) {}

  /** Ids that are remembered, gone or not. */
  get size(): number {
    return this.#ids.length;
  }

  add(id: string): void {
    const last = this.#ids.at(-1);
    if (last !== undefined && last > id) this.#sorted = false;
    this.#ids.push(id);
    if (this.#ids.length < this.#sweepAt) return;
    this.#ids = this.#ids.filter(this.isThere);
    this.#sweepAt = Math.max(SWEEP, 2 * this.#ids.length);
  }

  /** From the newest that is older than `after`, or from the newest of all. */
  *before(after: string | undefined): Generator<string> {
    if (!this.#sorted) {
      this.#ids.sort();
      this.#sorted = true;
    }
    for (let at = this.#placeOf(after) - 1; at >= 0; at--) {
      const id = this.#ids[at] as string;
      if (this.isThere(id)) yield id;
    }
  }

  /** How many ids are smaller. */
  #placeOf(after: string | undefined): number {
    if (after === undefined) return this.#ids.length;
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ids[middle] as string) < after) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
