/** The latest things, bounded by number and weight; the oldest go first. */
export class Recent<T> {
  #items: (T | undefined)[] = [];
  /** What is before it has gone; it is cut off now and then, not at every push. */
  #head = 0;
  #weight = 0;

  constructor(
    private readonly count: number,
    private readonly weight = Number.POSITIVE_INFINITY,
    private readonly weigh: (item: T) => number = () => 0,
  ) {}

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#weight += this.weigh(item);
    while (this.size > this.count || (this.#weight > this.weight && this.size > 1)) {
      this.#weight -= this.weigh(this.#items[this.#head] as T);
      this.#items[this.#head++] = undefined;
    }
    if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Newest first. */
  *[Symbol.iterator](): Iterator<T> {
    for (let at = this.#items.length - 1; at >= this.#head; at--) yield this.#items[at] as T;
  }
}
