/** Characters of a dialogue kept from its beginning. */
const HEAD = 16 * 1024;
/** Characters kept from its end. */
const TAIL = 48 * 1024;
/** Dropped entries are cut off the array once there are so many of them. */
const COMPACT_AT = 512;

/**
 * Text that grows line by line and never past a bound: the beginning (16 Ki characters) and the end (48 Ki) stay,
 * and a line between them says how much was left out. Begin and end of a dialogue are what explains it.
 */
export class BoundedLines {
  readonly #head: string[] = [];
  #headSize = 0;
  #tail: string[] = [];
  #tailSize = 0;
  /** Entries of `#tail` before this one are dropped. */
  #first = 0;
  #leftOut = 0;

  /** `omitted` writes the line that stands for what was left out. */
  constructor(private readonly omitted: (characters: number) => string) {}

  /** Characters kept. */
  get size(): number {
    return this.#headSize + this.#tailSize;
  }

  /** Adds a line, or several as one piece, with the final line break. */
  add(text: string): void {
    if (this.#tail.length === 0 && this.#headSize + text.length <= HEAD) {
      this.#head.push(text);
      this.#headSize += text.length;
      return;
    }
    this.#tail.push(text);
    this.#tailSize += text.length;
    while (this.#tailSize > TAIL) {
      const dropped = this.#tail[this.#first] ?? '';
      this.#tail[this.#first++] = '';
      this.#tailSize -= dropped.length;
      this.#leftOut += dropped.length;
    }
    if (this.#first >= COMPACT_AT) {
      this.#tail = this.#tail.slice(this.#first);
      this.#first = 0;
    }
  }

  /** Everything kept, as one flat string. */
  text(): string {
    const gap = this.#leftOut === 0 ? '' : this.omitted(this.#leftOut);
    if (this.#tail.length === 0) return this.#head.join('');
    return [...this.#head, gap, ...this.#tail].join('');
  }
}
