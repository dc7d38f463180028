import { MAX_URL } from './insight-limits.js';
import { usableUrl } from './link-words.js';

/** A URL found in plain text. */
export interface TextUrl {
  readonly url: string;
  /** As it stands in the text. */
  readonly text: string;
  /** What stands before it in its line, at most 200 units. */
  readonly before: string;
}

const START = /https?:\/\/|mailto:|www\./gi;

/** Ends a URL wherever it stands: white space, brackets and quotes that no URL contains, East Asian punctuation. */
const END =
  /[\s<>"`|\\^\p{Cc}\u00ab\u00bb\u2018-\u201f\u2039\u203a\u3000-\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]/u;

/** Scripts without spaces between words: such a letter right after an ASCII one begins the sentence's next word. */
const EAST_ASIAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;

const PAIRS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/**
 * Finds http, https and mailto URLs (and `www.` names) in plain text. Own code where a library could stand, since
 * linkify-it's host pattern takes exponential time on `xn--a.xn--a.…`; this reads each character a fixed number of times.
 * @param found is told each URL in order and answers false to stop
 */
export function textUrls(text: string, found: (url: TextUrl) => boolean): void {
  START.lastIndex = 0;
  for (let match = START.exec(text); match !== null; match = START.exec(text)) {
    const start = match.index;
    if (start > 0 && /[\p{L}\p{N}_]/u.test(text[start - 1] as string) && !EAST_ASIAN.test(text[start - 1] as string))
      continue;
    const end = endOf(text, start + match[0].length);
    START.lastIndex = Math.max(end, START.lastIndex);
    const written = trimmed(text.slice(start, end));
    const url = usableUrl(/^www/i.test(written) ? `http://${written}` : written);
    if (url === undefined || (/^www/i.test(written) && !/^www\.[^./]+\./i.test(written))) continue;
    const before = text.slice(Math.max(0, start - 200), start);
    if (!found({ url, text: written, before: before.slice(before.lastIndexOf('\n') + 1) })) return;
  }
}

function endOf(text: string, from: number): number {
  const bound = Math.min(text.length, from + MAX_URL);
  for (let at = from; at < bound; at++) {
    const char = text[at] as string;
    if (END.test(char)) return at;
    if (EAST_ASIAN.test(char) && /[\w]/.test(text[at - 1] as string)) return at;
  }
  return bound;
}

/** Without the sentence's punctuation after it, and without a closing bracket that was opened before it. */
function trimmed(url: string): string {
  let end = url.length;
  const open: Record<string, number> = {};
  for (const char of url) if ('()[]{}'.includes(char)) open[char] = (open[char] ?? 0) + 1;
  for (; end > 0; end--) {
    const char = url[end - 1] as string;
    const opening = PAIRS[char];
    if (opening !== undefined) {
      if ((open[char] ?? 0) <= (open[opening] ?? 0)) break;
      open[char] = (open[char] ?? 0) - 1;
    } else if (!".,;:!?'*…".includes(char)) break;
  }
  return url.slice(0, end);
}
