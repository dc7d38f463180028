/** True for a value with `*` (any text, also none) or `?` (one character). */
export const isGlob = (value: string): boolean => /[*?]/.test(value);

/**
 * Whether the whole text fits a pattern of `*` and `?`. At most pattern times text steps, however they are made.
 * Compares UTF-16 units as they are; fold both before.
 */
export function fits(glob: string, text: string): boolean {
  let g = 0;
  let t = 0;
  /** Where to go on when what followed the last star turns out not to fit. */
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const char = glob[g];
    if (char === '*') {
      star = g++;
      mark = t;
    } else if (char === '?' || char === text[t]) {
      g++;
      t++;
    } else if (star >= 0) {
      g = star + 1;
      t = ++mark;
    } else return false;
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}
