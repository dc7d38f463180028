/** What stays when a bound is passed: a tenth goes at one go, since finding the oldest of a map is not for nothing. */
const STAYS = 0.9;

/** The values that were set latest, bounded by number and weight; those that were set longest ago go first. */
export class RecentMap<Value> {
  readonly #values = new Map<string, { value: Value; weight: number }>();
  #weight = 0;

  constructor(
    private readonly count: number,
    private readonly weight: number,
  ) {}

  get size(): number {
    return this.#values.size;
  }

  get(key: string): Value | undefined {
    return this.#values.get(key)?.value;
  }

  set(key: string, value: Value, weight: number): void {
    this.delete(key);
    this.#values.set(key, { value, weight });
    this.#weight += weight;
    if (this.size <= this.count && this.#weight <= this.weight) return;
    for (const oldest of this.#values.keys()) {
      if (this.size === 1) return;
      if (this.size <= this.count * STAYS && this.#weight <= this.weight * STAYS) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const held = this.#values.get(key);
    if (!held) return;
    this.#weight -= held.weight;
    this.#values.delete(key);
  }

  clear(): void {
    this.#values.clear();
    this.#weight = 0;
  }

  /** Set longest ago first. */
  *[Symbol.iterator](): Iterator<readonly [string, Value]> {
    for (const [key, { value }] of this.#values) yield [key, value];
  }
}
