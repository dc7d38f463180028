/** A sequence that looks random and is the same in every run: values from 0 below 1. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const ONSETS = 'b c d f g h j k l m n p qu r s t v w x z bl br ch cl cr dr fl gr pl pr sh sl sp st th tr'.split(' ');
const VOWELS = 'a e i o u ai ea ou'.split(' ');
const CODAS = ['', '', '', ...'n r s t l m d ck ng nt st'.split(' ')];

/** Text as a language has it: few words are frequent, most are rare (Zipf). */
export class Prose {
  readonly words: readonly string[];
  readonly #next: () => number;

  constructor(seed = 1, vocabulary = 20_000) {
    this.#next = chance(seed);
    const words = new Set<string>();
    while (words.size < vocabulary) {
      let word = '';
      for (let left = 1 + Math.floor(this.#next() * 3); left > 0; left--)
        word += this.#one(ONSETS) + this.#one(VOWELS) + this.#one(CODAS);
      words.add(word);
    }
    this.words = [...words];
  }

  /** A whole number below `bound`. */
  below(bound: number): number {
    return Math.floor(this.#next() * bound);
  }

  word(): string {
    return this.words[Math.floor(this.words.length ** this.#next()) - 1] as string;
  }

  /** Words up to about so many characters, in lines. */
  text(length: number): string {
    let text = '';
    let line = '';
    while (text.length + line.length < length) {
      line += `${this.word()} `;
      if (line.length > 70) {
        text += `${line.trimEnd()}\r\n`;
        line = '';
      }
    }
    return `${text}${line.trimEnd()}\r\n`;
  }

  #one(list: readonly string[]): string {
    return list[this.below(list.length)] as string;
  }
}
