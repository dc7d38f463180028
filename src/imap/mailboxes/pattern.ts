import { SEPARATOR } from './separator.js';

/** Characters of a pattern that are looked at: no name has as many. */
const MAX_PATTERN = 2000;

/**
 * A LIST pattern (RFC 9051 §6.3.9.1): `*` stands for anything, `%` for anything within one level. INBOX is matched in
 * any case. Time is the product of the two lengths, whatever the pattern.
 */
export function listPattern(pattern: string): (name: string) => boolean {
  // Neighbouring wildcards are one: the widest of them.
  const text = pattern.normalize('NFC').replace(/[*%]{2,}/g, (run) => (run.includes('*') ? '*' : '%'));
  if (text.length > MAX_PATTERN) return () => false;
  if (!/[*%]/.test(text)) return (name) => name === text || (name === 'INBOX' && text.toUpperCase() === 'INBOX');
  const upper = text.toUpperCase();
  return (name) => matches(text, name) || (name === 'INBOX' && matches(upper, name));
}

/** Follows all ways to match at once: `reached[i]` is true when the first i characters of the pattern fit so far. */
function matches(pattern: string, name: string): boolean {
  let reached = new Uint8Array(pattern.length + 1);
  let next = new Uint8Array(pattern.length + 1);
  reached[0] = 1;
  passWildcards(pattern, reached);
  for (const char of name) {
    next.fill(0);
    let any = false;
    for (let at = 0; at < pattern.length; at++) {
      if (reached[at] === 0) continue;
      const wanted = pattern[at];
      if (wanted === '*' || (wanted === '%' && char !== SEPARATOR)) next[at] = 1;
      else if (pattern.startsWith(char, at)) next[at + char.length] = 1;
      else continue;
      any = true;
    }
    if (!any) return false;
    passWildcards(pattern, next);
    [reached, next] = [next, reached];
  }
  return reached[pattern.length] === 1;
}

/** A wildcard also stands for nothing. */
function passWildcards(pattern: string, reached: Uint8Array): void {
  for (let at = 0; at < pattern.length; at++) {
    if (reached[at] === 1 && (pattern[at] === '*' || pattern[at] === '%')) reached[at + 1] = 1;
  }
}
