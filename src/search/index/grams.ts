/** Different grams that there can be: a gram is known by a hash of this many values. */
export const GRAMS = 65_536;

/** The mark of what stands in the summary: subject, addresses, Message-ID. */
export const IN_SUMMARY = 0xa5c3;

/**
 * The grams of folded texts, each once: every three and every four ASCII characters in a row, and every two of which
 * one is not ASCII, since two characters of a script such as Japanese are often a word. A text contains a piece only
 * if it has all grams of the piece.
 */
export class GramSet {
  readonly #known = new Uint8Array(GRAMS);
  readonly #list = new Uint16Array(GRAMS);
  #count = 0;

  /** The hashes found since `clear`, as a view that the next call changes. */
  get list(): Uint16Array {
    return this.#list.subarray(0, this.#count);
  }

  get count(): number {
    return this.#count;
  }

  clear(): void {
    for (let i = 0; i < this.#count; i++) this.#known[this.#list[i] as number] = 0;
    this.#count = 0;
  }

  /** @param mark when given, longer grams are noted once more with it, so that they can be asked for by themselves */
  add(text: string, mark = 0): void {
    let first = 0x80;
    let second = 0x80;
    let third = 0x80;
    for (let i = 0; i < text.length; i++) {
      const fourth = text.charCodeAt(i);
      if ((second | third | fourth) < 0x80) {
        const three = (second << 14) | (third << 7) | fourth;
        this.#note(Math.imul(three, 0x9e3779b1) >>> 16);
        if (first < 0x80) this.#noteBoth(Math.imul((first << 21) | three, 0xc2b2ae3d) >>> 16, mark);
      } else if (i > 0 && (third | fourth) >= 0x80) {
        this.#noteBoth(Math.imul((third << 16) | fourth, 0x85ebca77) >>> 16, mark);
      }
      first = second;
      second = third;
      third = fourth;
    }
  }

  #noteBoth(gram: number, mark: number): void {
    this.#note(gram);
    if (mark !== 0) this.#note(gram ^ mark);
  }

  #note(gram: number): void {
    if (this.#known[gram] === 1) return;
    this.#known[gram] = 1;
    this.#list[this.#count++] = gram;
  }
}

const pieces = new GramSet();

/** The grams of one folded piece of text; none when it is too short to have any. */
export function gramsOf(piece: string, mark = 0): Uint16Array {
  pieces.clear();
  pieces.add(piece, mark);
  return pieces.list.slice();
}
