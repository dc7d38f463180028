import { fold } from './fold.js';

/** Where a text departs from what was expected of it. */
export interface Difference {
  /** The first character that differs, counted from 1 in code points; one behind the end where a text is too short. */
  readonly at: number;
  /** What was expected there, at most `EXCERPT` characters; `""` for nothing more. */
  readonly expected: string;
  /** What is there. */
  readonly actual: string;
}

/** Characters shown from the first that differs: enough to see it, few enough for one line. */
const EXCERPT = 30;
/** Code points compared to find a place: it costs their product, and a person reads no further. */
const LOOKED_AT = 400;

/** The first difference of two texts; undefined when they are the same. */
export function firstDifference(expected: string, actual: string): Difference | undefined {
  if (expected === actual) return undefined;
  const want = Array.from(expected);
  const have = Array.from(actual);
  const shorter = Math.min(want.length, have.length);
  let at = 0;
  while (at < shorter && want[at] === have[at]) at += 1;
  return { at: at + 1, expected: excerpt(want, at), actual: excerpt(have, at) };
}

/**
 * Where the best attempt of `text` to contain `part` (in any case) fails: the place with the longest beginning of it.
 * Undefined when nothing in it looks like that.
 */
export function nearestPlace(part: string, text: string): Difference | undefined {
  const want = Array.from(part).slice(0, LOOKED_AT);
  const have = Array.from(text).slice(0, LOOKED_AT);
  const wanted = want.map(fold);
  const had = have.map(fold);
  let best = 0;
  let end = 0;
  for (let start = 0; start < had.length; start++) {
    let length = 0;
    while (length < wanted.length && start + length < had.length && wanted[length] === had[start + length]) length += 1;
    if (length <= best) continue;
    best = length;
    end = start + length;
  }
  // A few equal letters are in every two texts.
  if (best < Math.max(3, want.length / 4) || best === want.length) return undefined;
  return { at: end + 1, expected: excerpt(want, best), actual: excerpt(have, end) };
}

const excerpt = (characters: readonly string[], at: number): string =>
  characters.length - at > EXCERPT
    ? `${characters.slice(at, at + EXCERPT - 1).join('')}…`
    : characters.slice(at).join('');

/** `differs at character 9: expected "word", found "phrase"`. */
export function differs({ at, expected, actual }: Difference): string {
  const shown = (text: string) => (text === '' ? 'its end' : JSON.stringify(text));
  return `differs at character ${at}: expected ${shown(expected)}, found ${shown(actual)}`;
}
