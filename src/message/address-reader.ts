import { MAX_ADDRESSES } from './limits.js';

/** What goes on after the first character of an atom run. */
const ATOMS = /[^ \t\r\n"(),:;<[]*/y;

/** Words of one mailbox that are read; names have some, lists without commas are no addresses. */
const MAX_WORDS = 200;

/** A word of a mailbox: an atom run, a quoted string, or a domain literal. */
interface Word {
  /** As written. */
  readonly raw: string;
  /** Quotes and backslashes removed. */
  readonly text: string;
  /** White space (or a comment) stood before it. */
  readonly apart: boolean;
}

/**
 * Reads an address list (RFC 5322 §3.4 with §4.4) from left to right, each character once, and tells what it finds.
 * White space is what ASCII calls so: the text may be octets, where a no-break space is half a character.
 */
export abstract class AddressReader {
  readonly #text: string;
  #count = 0;
  #at = 0;
  #words: Word[] = [];
  #angle: string | undefined;
  #route = '';
  /** Words before the angle brackets. */
  #before = 0;
  #comment = '';
  #apart = false;

  constructor(text: string) {
    this.#text = text;
  }

  /**
   * @param name quotes and backslashes removed; of several words one space between
   * @param address as written, without comments and white space
   * @param route obsolete source route (RFC 5322 §4.4) without its colon, or `""`
   */
  protected abstract mailbox(name: string, address: string, route: string): void;
  /** A group begins; its mailboxes follow. */
  protected abstract group(name: string): void;
  protected abstract groupEnd(): void;

  /** Reads all of it. */
  read(): void {
    const text = this.#text;
    let inGroup = false;
    while (this.#at < text.length && this.#count < MAX_ADDRESSES) {
      const char = text[this.#at] as string;
      if (char === ',' || char === ';') {
        this.#finish();
        if (char === ';' && inGroup) {
          inGroup = false;
          this.groupEnd();
        }
        this.#at++;
      } else if (char === '(') {
        const comment = this.#readComment();
        this.#comment ||= comment;
        this.#apart = true;
      } else if (char === '"') this.#word(this.#readUntil('"'));
      else if (char === '[') this.#word(this.#readUntil(']'));
      else if (char === '<') this.#readAngle();
      else if (char === ':' && !inGroup && this.#angle === undefined && !this.#words.some((w) => w.raw.includes('@'))) {
        // The name of a group (RFC 5322 §3.4).
        inGroup = true;
        this.#count++;
        this.group(joined(this.#words, 'text'));
        this.#reset();
        this.#at++;
      } else if (isWhite(char)) {
        this.#apart = true;
        this.#at++;
      } else this.#word(this.#readAtoms());
    }
    if (this.#count < MAX_ADDRESSES) this.#finish();
    if (inGroup) this.groupEnd();
  }

  #word(raw: string): void {
    const doubled = raw === '>' && this.#angle !== undefined;
    if (doubled || this.#words.length >= MAX_WORDS) return;
    const text = raw[0] === '"' ? raw.slice(1, raw.length > 1 && raw.endsWith('"') ? -1 : undefined) : raw;
    this.#words.push({ raw, text: text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text, apart: this.#apart });
    this.#apart = false;
  }

  #readAtoms(): string {
    const from = this.#at;
    ATOMS.lastIndex = from + 1;
    ATOMS.test(this.#text);
    this.#at = Math.max(ATOMS.lastIndex, from + 1);
    return this.#text.slice(from, this.#at);
  }

  /** A quoted string or domain literal as written; one that is never closed goes to the end. */
  #readUntil(close: string): string {
    const from = this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== close) {
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    }
    this.#at++;
    return this.#text.slice(from, this.#at);
  }

  /** The text inside a comment; comments nest (RFC 5322 §3.2.2). */
  #readComment(): string {
    const from = ++this.#at;
    let depth = 1;
    while (this.#at < this.#text.length && depth > 0) {
      const char = this.#text[this.#at];
      if (char === '\\') this.#at++;
      else if (char === '(') depth++;
      else if (char === ')') depth--;
      this.#at++;
    }
    const inner = this.#text.slice(from, depth === 0 ? this.#at - 1 : this.#at);
    return trimmed(inner.replace(/\\(.)/gs, '$1'));
  }

  /** What stands between angle brackets, without comments, white space and the obsolete route (RFC 5322 §4.4). */
  #readAngle(): void {
    let address = '';
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '>') {
      const char = this.#text[this.#at] as string;
      if (char === '"') address += this.#readUntil('"');
      else if (char === '(') this.#readComment();
      else {
        if (char !== '<' && !isWhite(char)) address += char;
        this.#at++;
      }
    }
    this.#at++;
    const colon = address[0] === '@' ? address.indexOf(':') : -1;
    const route = address.slice(0, Math.max(0, colon));
    address = address.slice(colon + 1);
    // A second pair of brackets without a comma between them is another mailbox, with the words between as its name.
    if (this.#angle !== undefined) {
      const between = this.#words.splice(this.#before);
      this.#finish();
      this.#words = between;
    }
    this.#before = this.#words.length;
    this.#angle = address;
    this.#route = route;
  }

  #finish(): void {
    const words = this.#words;
    if (this.#angle !== undefined) this.#add(joined(words, 'text') || this.#comment, this.#angle);
    else if (words.length > 0) {
      const first = words.findIndex((word) => word.raw.includes('@'));
      if (first === -1) this.#add(this.#comment, joined(words, 'raw'));
      else {
        // White space around `@` and dots is obsolete syntax (RFC 5322 §4.4), elsewhere it ends the address.
        let from = first;
        let to = first;
        const glued = (left: Word, right: Word): boolean =>
          !right.apart || /[.@]$/.test(left.raw) || /^[.@]/.test(right.raw);
        while (from > 0 && glued(words[from - 1] as Word, words[from] as Word)) from--;
        while (to + 1 < words.length && glued(words[to] as Word, words[to + 1] as Word)) to++;
        const address = words.slice(from, to + 1).map((word) => word.raw);
        const rest = [...words.slice(0, from), ...words.slice(to + 1)];
        this.#add(joined(rest, 'text') || this.#comment, address.join(''));
      }
    }
    this.#reset();
  }

  #add(name: string, address: string): void {
    if (name === '' && address === '' && this.#route === '') return;
    this.#count++;
    this.mailbox(name, address, this.#route);
  }

  #reset(): void {
    this.#words = [];
    this.#angle = undefined;
    this.#route = '';
    this.#comment = '';
    this.#apart = false;
  }
}

const isWhite = (char: string): boolean => char === ' ' || char === '\t' || char === '\r' || char === '\n';

/** Not by a regular expression: a run of spaces inside would cost its square. */
function trimmed(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isWhite(text[from] as string)) from++;
  while (to > from && isWhite(text[to - 1] as string)) to--;
  return text.slice(from, to);
}

function joined(words: readonly Word[], form: 'text' | 'raw'): string {
  let out = '';
  for (const word of words) out += (word.apart && out !== '' ? ' ' : '') + word[form];
  return out;
}
