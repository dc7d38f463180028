import type { Pattern } from './ast.js';

/** Behind the closing slash: flags as JavaScript has them, then what ends a word. */
const FLAGS = /([dgimsuvy]*)(?=[\s()|]|$)/y;

/**
 * Reads `/source/flags` at `start`. A slash is escaped in it, or stands in a character class. Flags that change
 * nothing here (g, u, …) are passed over.
 * @returns undefined when it is none: `/etc/hosts`, `/`, `//`, or no second slash in the same line
 */
export function readPattern(text: string, start: number): { pattern: Pattern; length: number } | undefined {
  if (text[start] !== '/') return undefined;
  // A class that is not closed hides the slash; then it is a mistake that is better told than searched for.
  const end = closingSlash(text, start + 1, true) ?? closingSlash(text, start + 1, false);
  if (end === undefined || end === start + 1) return undefined;
  FLAGS.lastIndex = end + 1;
  const found = FLAGS.exec(text);
  if (!found) return undefined;
  const flags = [...'ims'].filter((flag) => found[0].includes(flag)).join('');
  return { pattern: { source: unescapeSlashes(text.slice(start + 1, end)), flags }, length: FLAGS.lastIndex - start };
}

function closingSlash(text: string, from: number, classes: boolean): number | undefined {
  let inClass = false;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\n') return undefined;
    if (char === '\\') at++;
    else if (char === '[' && classes) inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at;
  }
  return undefined;
}

const unescapeSlashes = (source: string): string =>
  source.replace(/\\[\s\S]/g, (pair) => (pair === '\\/' ? '/' : pair));

/** The text that `readPattern` reads as this pattern. */
export const writePattern = ({ source, flags }: Pattern): string =>
  `/${source.replace(/\\[\s\S]|\//g, (piece) => (piece === '/' ? '\\/' : piece))}/${flags}`;
