import { RE2JS } from 're2js';
import type { Pattern } from './ast.js';
import { MAX_PATTERN_LENGTH, MAX_PATTERN_SIZE, PATTERN_TEXT } from './limits.js';

/** Why a regular expression cannot be used, and the piece of it at fault. */
export class PatternError extends Error {
  constructor(
    message: string,
    /** Index of the piece in the source, and its length. */
    readonly at: number,
    readonly length: number,
  ) {
    super(message);
    this.name = 'PatternError';
  }
}

const FLAGS = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL } as const;

/**
 * Compiles a regular expression for searching. Time is linear in the text whatever the expression (RE2), so there is
 * no look-around and there are no back-references.
 * @returns whether a text matches anywhere within its first PATTERN_TEXT units
 * @throws PatternError
 */
export function compilePattern({ source, flags }: Pattern): (text: string) => boolean {
  if (source.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(
      `A regular expression has at most ${MAX_PATTERN_LENGTH} characters; this one has ${source.length}.`,
      MAX_PATTERN_LENGTH,
      source.length - MAX_PATTERN_LENGTH,
    );
  }
  if (writtenOut(source) > MAX_PATTERN_SIZE) {
    throw new PatternError(
      `This regular expression has more than ${MAX_PATTERN_SIZE} characters when its counts are written out; use + or * for {…}.`,
      0,
      source.length,
    );
  }
  let bits = 0;
  for (const flag of flags) bits |= FLAGS[flag as keyof typeof FLAGS];
  try {
    const compiled = RE2JS.compile(source, bits);
    return (text) => compiled.test(text.length > PATTERN_TEXT ? text.slice(0, PATTERN_TEXT) : text);
  } catch (error) {
    throw mistakeIn(source, error);
  }
}

/** The library's complaint in our words, with the place of the piece that it names. */
function mistakeIn(source: string, error: unknown): PatternError {
  const { error: what, input } = error as { error?: unknown; input?: unknown };
  if (typeof what !== 'string') throw error;
  const piece = typeof input === 'string' ? input : '';
  const at = Math.max(0, source.indexOf(piece));
  const length = piece === '' || !source.includes(piece) ? source.length : piece.length;
  const hint = /^\(\?[=!<]|^\\[1-9]/.test(piece) ? '; there is no look-around and there are no back-references' : '';
  return new PatternError(`This is no regular expression here: ${what}${hint}.`, at, length);
}

/** `{n}`, `{n,}`, `{n,m}` behind what is to be repeated. */
const COUNT = /\{(\d{1,6})(?:,(\d{0,6}))?\}/y;

/**
 * About how many single characters an expression has when its counts are written out, without compiling it. Counts
 * something for what is no valid expression too.
 */
export function writtenOut(source: string): number {
  const groups: number[] = [];
  let size = 0;
  let last = 0;
  for (let at = 0; at < source.length; ) {
    const char = source[at] as string;
    COUNT.lastIndex = at;
    const count = char === '{' ? COUNT.exec(source) : null;
    if (count) {
      size += last * (Math.max(1, Number(count[1]), Number(count[2] || 0)) - 1);
      last *= Math.max(1, Number(count[1]), Number(count[2] || 0));
      at += count[0].length;
    } else if (char === '(') {
      groups.push(size);
      size = 0;
      at++;
    } else if (char === ')') {
      last = size + 1;
      size = (groups.pop() ?? 0) + last;
      at++;
    } else {
      last = 1;
      size++;
      at = char === '\\' ? at + 2 : char === '[' ? endOfClass(source, at) : at + 1;
    }
  }
  return groups.reduce((sum, outer) => sum + outer, size);
}

/** The index behind a character class that begins at `at`. */
function endOfClass(source: string, at: number): number {
  // A ] that comes first is one of the characters.
  let index = at + (source[at + 1] === '^' ? 2 : 1);
  if (source[index] === ']') index++;
  while (index < source.length && source[index] !== ']') index += source[index] === '\\' ? 2 : 1;
  return index + 1;
}
