import { decodeTextPart } from './decode.js';
import { htmlToText } from './html-text.js';
import { SNIPPET_HTML_BYTES, SNIPPET_LENGTH } from './limits.js';
import { flat } from './shared.js';
import type { Part } from './types.js';

/** Characters read first: nearly always enough, and much less work than all that was kept. */
const FIRST_LOOK = 2 * SNIPPET_LENGTH;

/** White space and what nobody sees; the joiners only where they pad, since they mean something inside words. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are shown as space
const BLANK = /(?:[\s\u0000-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff]|\u034f|(?:\u200c|\u200d)(?!\S))+/g;

/** Text that needs no more than its line breaks and doubled spaces folded, which is most text and much quicker. */
const ORDINARY = /^[\x20-\x7e\t\r\n]*$/;
const ORDINARY_BLANK = / *[\t\r\n][\t\r\n ]*| {2,}/g;

/** Marks and joiners, which belong to the character before them. */
const BELONGS = /\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}]/u;

/** At most SNIPPET_LENGTH characters (UTF-16 units) of text with its white space folded, not cut inside a character. */
export function foldSnippet(text: string): string {
  const folded = text.replace(ORDINARY.test(text) ? ORDINARY_BLANK : BLANK, ' ').trim();
  if (folded.length <= SNIPPET_LENGTH) return flat(folded);
  let end = SNIPPET_LENGTH;
  const low = folded.charCodeAt(end);
  if (low >= 0xdc00 && low < 0xe000) end--;
  // A bounded step back: a character of more than some marks is made to annoy.
  for (let steps = 0; steps < 20 && end > 1; steps++) {
    const next = String.fromCodePoint(folded.codePointAt(end) as number);
    if (!BELONGS.test(next) && folded[end - 1] !== '\u200d') break;
    const before = folded.charCodeAt(end - 1);
    end -= before >= 0xdc00 && before < 0xe000 ? 2 : 1;
  }
  return flat(folded.slice(0, end).trimEnd());
}

/** The snippet of a text/plain part from the first bytes of its body. */
export function textSnippet(part: Part, body: Buffer): string {
  const snippet = foldSnippet(decodeTextPart(part, body, { limit: FIRST_LOOK }));
  // Only a text that begins with much white space needs another look.
  return snippet.length > SNIPPET_LENGTH / 2 || body.length <= FIRST_LOOK
    ? snippet
    : foldSnippet(withoutCut(decodeTextPart(part, body)));
}

/** The snippet of an HTML part from the first bytes of its body. */
export function htmlSnippet(part: Part, body: Buffer): string {
  const html = withoutCut(decodeTextPart(part, body, { limit: SNIPPET_HTML_BYTES }));
  return foldSnippet(htmlToText(html, { limit: 2 * SNIPPET_LENGTH }));
}

/** What is left of a character that the end of the kept bytes cut. */
function withoutCut(text: string): string {
  return text.endsWith('\ufffd') ? text.slice(0, -1) : text;
}
