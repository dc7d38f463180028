import { MAX_ADDRESSES } from './limits.js';
import { flat } from './shared.js';
import type { Address } from './types.js';
import { decodeWords } from './words.js';

/** An address without quotes, comments, literals or white space. */
const SIMPLE = /^[^\s"(),:;<>@[\]\\]+@[^\s"(),:;<>@[\]\\]+$/;
/** A display name without anything that means something. */
const PLAIN_NAME = /^[^"(),:;<>@[\]\\]*$/;

/** `user@host` and `Name <user@host>`: nearly all there is, without a tokenizer. */
function simple(value: string): Address | undefined {
  if (!value.endsWith('>')) return SIMPLE.test(value) ? { name: '', address: flat(value) } : undefined;
  const angle = value.indexOf('<');
  const address = value.slice(angle + 1, -1);
  if (angle === -1 || !SIMPLE.test(address)) return undefined;
  const name = value.slice(0, angle).trim();
  if (PLAIN_NAME.test(name)) return { name: flat(decodeWords(name)), address: flat(address) };
  const inner = name.length > 1 && name[0] === '"' && name.endsWith('"') ? name.slice(1, -1) : '"';
  return /["\\]/.test(inner) ? undefined : { name: flat(decodeWords(inner).trim()), address: flat(address) };
}

/** What goes on after the first character of an atom run. */
const ATOMS = /[^\s"(),:;<[]*/y;

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

/** Reads an address list (RFC 5322 §3.4 with §4.4) from left to right, each character once. */
class AddressReader {
  readonly found: Address[] = [];
  readonly #text: string;
  #at = 0;
  #words: Word[] = [];
  #angle: string | undefined;
  /** Words before the angle brackets. */
  #before = 0;
  #comment = '';
  #apart = false;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Address[] {
    const text = this.#text;
    let inGroup = false;
    while (this.#at < text.length && this.found.length < MAX_ADDRESSES) {
      const char = text[this.#at] as string;
      if (char === ',' || char === ';') {
        this.#finish();
        if (char === ';') inGroup = false;
        this.#at++;
      } else if (char === '(') {
        const comment = this.#readComment();
        this.#comment ||= comment;
        this.#apart = true;
      } else if (char === '"') this.#word(this.#readUntil('"'));
      else if (char === '[') this.#word(this.#readUntil(']'));
      else if (char === '<') this.#readAngle();
      else if (char === ':' && !inGroup && this.#angle === undefined && !this.#words.some((w) => w.raw.includes('@'))) {
        // The name of a group (RFC 5322 §3.4), which is not kept.
        inGroup = true;
        this.#reset();
        this.#at++;
      } else if (char === ' ' || char === '\t' || char === '\r' || char === '\n') {
        this.#apart = true;
        this.#at++;
      } else this.#word(this.#readAtoms());
    }
    if (this.found.length < MAX_ADDRESSES) this.#finish();
    return this.found;
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
    return inner.replace(/\\(.)/gs, '$1').trim();
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
        if (!/[\s<]/.test(char)) address += char;
        this.#at++;
      }
    }
    this.#at++;
    if (address[0] === '@') address = address.slice(address.indexOf(':') + 1);
    // A second pair of brackets without a comma between them is another mailbox, with the words between as its name.
    if (this.#angle !== undefined) {
      const between = this.#words.splice(this.#before);
      this.#finish();
      this.#words = between;
    }
    this.#before = this.#words.length;
    this.#angle = address;
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
    if (name !== '' || address !== '')
      this.found.push({ name: flat(decodeWords(name).trim()), address: flat(address) });
  }

  #reset(): void {
    this.#words = [];
    this.#angle = undefined;
    this.#comment = '';
    this.#apart = false;
  }
}

function joined(words: readonly Word[], form: 'text' | 'raw'): string {
  let out = '';
  for (const word of words) out += (word.apart && out !== '' ? ' ' : '') + word[form];
  return out;
}

/**
 * The mailboxes of an address field (RFC 5322 §3.4 and its obsolete forms, RFC 6532): quoted names and local parts,
 * comments, groups (flattened), routes (dropped), domain literals, RFC 2047 words, also `;` between mailboxes as some
 * senders write. A comment names a mailbox that has no other name. Never throws; what is no address is kept as such.
 * @param value the unfolded value of the field
 */
export function parseAddresses(value: string): Address[] {
  const text = value.trim();
  if (text === '') return [];
  const one = simple(text);
  // A list that grew has room for more; the copy has not, and is kept for long.
  return one ? [one] : new AddressReader(text).read().slice();
}
