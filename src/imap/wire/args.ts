import { MAX_NESTING } from '../limits.js';
import { BadCommand } from './errors.js';
import type { Octets } from './octets.js';

/** A literal of a command, in its place between two pieces. */
export interface Literal {
  readonly octets: Octets;
  /** `~{n}`: NUL octets are allowed in it (RFC 3516 §4.2). */
  readonly binary: boolean;
}

// RFC 9051 §9: ATOM-CHAR, and what more an astring or a list pattern may have.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what an atom must not contain
const ATOM = /[^\x00-\x1f\x7f(){ %*"\\\]]+/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, with ]
const ASTRING = /[^\x00-\x1f\x7f(){ %*"\\]+/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the same, with wildcards
const PATTERN = /[^\x00-\x1f\x7f(){ "\\]+/y;
/** A quoted string: anything but quotes and backslashes, which need a backslash before them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a line break or NUL cannot stand in a quoted string
const QUOTED = /"((?:[^"\\\x00\r\n]|\\["\\])*)"/y;
const NUMBER = /\d+/y;
/** What announces a literal, at the end of a piece. */
const LITERAL = /(~?)\{(\d{1,20})(\+?)\}$/;
const MAX_NUMBER = 4_294_967_295;

/** What a client says before it sends a literal. */
export interface Announcement {
  /** Octets. */
  readonly length: number;
  readonly binary: boolean;
  /** The client waits for our word before it sends (RFC 9051 §4.3; not with `{n+}`, RFC 7888). */
  readonly waits: boolean;
  /** Octets of the announcement itself. */
  readonly written: number;
}

/** The announcement at the end of a piece, if there is one. */
export function announcement(piece: Octets): Announcement | undefined {
  if (!piece.endsWith('}')) return undefined;
  const match = LITERAL.exec(piece);
  if (!match) return undefined;
  return { length: Number(match[2]), binary: match[1] !== '', waits: match[3] === '', written: match[0].length };
}

/**
 * The arguments of one command, read from left to right. Lines and literals alternate: piece, literal, piece …
 * Where one space must stand several may, and some at the end and inside of parentheses: clients have sent them for
 * decades, since no server minds.
 * Every method throws `BadCommand`, naming the octet, when something else stands there than it reads.
 */
export class Args {
  #piece: Octets;
  #at: number;
  #next = 0;
  #depth = 0;

  /** `pieces[0]` is the line from the tag on, `at` the place behind the command's name. */
  constructor(
    private readonly pieces: Octets[],
    private readonly literals: Literal[],
    at: number,
  ) {
    this.#piece = pieces[0] ?? '';
    this.#at = at;
  }

  /** A literal that was read, and the piece behind it. */
  push(literal: Literal, piece: Octets): void {
    this.literals.push(literal);
    this.pieces.push(piece);
  }

  /** A literal has a NUL octet that was not announced as one that may. */
  get hasNul(): boolean {
    return this.literals.some(({ octets, binary }) => !binary && octets.includes('\0'));
  }

  /** The announcement of a literal that stands here, at the end of what was read so far. */
  get announced(): Announcement | undefined {
    if (this.#next < this.pieces.length - 1) return undefined;
    const found = announcement(this.#piece);
    return found && this.#piece.length - found.written === this.#at ? found : undefined;
  }

  /** Passes over a literal that went somewhere else; `piece` comes behind it. */
  skipLiteral(piece: Octets): void {
    this.push({ octets: '', binary: false }, piece);
    this.#literal();
  }

  /** What is left of the present piece, unread. */
  get rest(): Octets {
    return this.#piece.slice(this.#at);
  }

  /** True at the end of the command. */
  get atEnd(): boolean {
    if (this.#next !== this.pieces.length - 1) return false;
    let at = this.#at;
    while (this.#piece[at] === ' ') at++;
    return at === this.#piece.length;
  }

  fail(expected: string): never {
    const found = this.#piece.slice(this.#at, this.#at + 20).replace(/[^\x20-\x7e]/g, '?');
    throw new BadCommand(found === '' ? `Expected ${expected} at the end` : `Expected ${expected} at "${found}"`);
  }

  /** Requires the end of the command. */
  end(): void {
    if (!this.atEnd) this.fail('the end of the command');
  }

  sp(): void {
    if (!this.#spaces()) this.fail('a space');
  }

  /** Reads the spaces that stand here; false when there are none. */
  #spaces(): boolean {
    const from = this.#at;
    while (this.#piece[this.#at] === ' ') this.#at++;
    return this.#at > from;
  }

  /** Reads a character if it stands here. */
  skip(char: string): boolean {
    if (this.#piece[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  /** Reads a space if one stands here: an optional argument follows. */
  more(): boolean {
    return this.#spaces() && !this.atEnd && this.#piece[this.#at] !== ')';
  }

  expect(char: string): void {
    if (!this.skip(char)) this.fail(`"${char}"`);
  }

  peek(length = 1): Octets {
    return this.#piece.slice(this.#at, this.#at + length);
  }

  /** Reads `word` (in any case) if it stands here as a whole atom. */
  word(word: string): boolean {
    const end = this.#at + word.length;
    if (this.#piece.slice(this.#at, end).toUpperCase() !== word) return false;
    if (end < this.#piece.length && /[^\s()[\]<>"{]/.test(this.#piece[end] as string)) return false;
    this.#at = end;
    return true;
  }

  /** What a sticky expression matches here, or undefined. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#piece);
    if (!match) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  /** Upper case. */
  atom(what = 'an atom'): string {
    const match = this.match(ATOM);
    return match ? match[0].toUpperCase() : this.fail(what);
  }

  /** As written. */
  atomAsIs(what = 'an atom'): string {
    return this.match(ATOM)?.[0] ?? this.fail(what);
  }

  /** An unsigned 32-bit number. */
  number(what = 'a number'): number {
    const match = this.match(NUMBER);
    const value = Number(match?.[0]);
    if (!match || value > MAX_NUMBER) this.fail(what);
    return value;
  }

  /** A 63-bit number (mod-sequences, sizes); beyond 2^53 it is taken as 2^53 − 1, which nothing here ever reaches. */
  number64(what = 'a number'): number {
    const match = this.match(NUMBER);
    if (!match || match[0].length > 19 || BigInt(match[0]) > 9_223_372_036_854_775_807n) this.fail(what);
    return Math.min(Number(match[0]), Number.MAX_SAFE_INTEGER);
  }

  nzNumber(what = 'a number above 0'): number {
    const value = this.number(what);
    return value > 0 ? value : this.fail(what);
  }

  /** A quoted string or a literal, if one stands here. */
  #string(): Octets | undefined {
    const quoted = this.match(QUOTED);
    if (quoted) {
      const text = quoted[1] as string;
      return text.includes('\\') ? text.replace(/\\(["\\])/g, '$1') : text;
    }
    return this.#literal()?.octets;
  }

  #literal(): Literal | undefined {
    const char = this.#piece[this.#at];
    if (char !== '{' && char !== '~') return undefined;
    const literal = this.literals[this.#next];
    const opening = LITERAL.exec(this.#piece);
    if (!literal || opening?.index !== this.#at) return undefined;
    this.#next++;
    this.#piece = this.pieces[this.#next] ?? '';
    this.#at = 0;
    return literal;
  }

  string(what = 'a string'): Octets {
    return this.#string() ?? this.fail(what);
  }

  /** A literal or a quoted string, and whether it was `~{n}`. */
  literal8(what = 'a literal'): Literal {
    return this.#literal() ?? { octets: this.string(what), binary: false };
  }

  /** An atom (with `]`), a quoted string or a literal. */
  astring(what = 'a string'): Octets {
    const char = this.#piece[this.#at];
    // RFC 3516 §4.2: `~{n}` is a literal8, any other tilde an ASTRING-CHAR.
    if (char === '"' || char === '{' || this.peek(2) === '~{') return this.string(what);
    return this.match(ASTRING)?.[0] ?? this.fail(what);
  }

  /** A list pattern: an astring that may have `%` and `*`. */
  pattern(): Octets {
    const char = this.#piece[this.#at];
    if (char === '"' || char === '{') return this.string('a pattern');
    return this.match(PATTERN)?.[0] ?? this.fail('a pattern');
  }

  /** A string, or null for `NIL`. */
  nstring(what = 'a string or NIL'): Octets | null {
    return this.word('NIL') ? null : this.string(what);
  }

  /** `(a b c)`, also `()`: calls `item` at each element. */
  list(item: () => void, what = 'a list in parentheses'): void {
    if (!this.skip('(')) this.fail(what);
    if (++this.#depth > MAX_NESTING) throw new BadCommand('Too many parentheses inside each other');
    this.#spaces();
    if (!this.skip(')')) {
      do item();
      while (this.more());
      this.expect(')');
    }
    this.#depth--;
  }

  /** Runs what may nest without parentheses of its own (`NOT NOT NOT …`), within the same bound. */
  nested<T>(read: () => T): T {
    if (++this.#depth > MAX_NESTING) throw new BadCommand('Too many conditions inside each other');
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  /** `(\Seen Work)`, or without parentheses where the grammar allows it (STORE). @see RFC 9051 §9 flag */
  flags({ bare = false } = {}): string[] {
    const flags: string[] = [];
    const one = () => flags.push((this.skip('\\') ? '\\' : '') + this.atomAsIs('a flag'));
    if (bare && this.peek() !== '(') {
      do one();
      while (this.more());
    } else this.list(one, 'a list of flags');
    return flags;
  }
}
