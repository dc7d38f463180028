import type { Piece } from './pieces.js';

/** What becomes of the address in a `url()`: a piece to stand there, or undefined for nothing. */
export type MapUrl = (url: string) => Piece | undefined;

/**
 * CSS with each `url()` mapped and `@import` taken out. A single pass from left to right that never looks back. CSS
 * escapes can hide an address from it: the policy of the document stops those, this keeps the honest ones tidy.
 */
export function rewriteCss(css: string, mapUrl: MapUrl): Piece[] {
  const text = css.replace(/@import[^;}]*;?/gi, '');
  const pieces: Piece[] = [];
  const finder = /url\(\s*/gi;
  let at = 0;
  for (let match = finder.exec(text); match; match = finder.exec(text)) {
    const start = finder.lastIndex;
    const quote = text[start] === '"' || text[start] === "'" ? text[start] : '';
    const from = start + quote.length;
    const close = text.indexOf(quote || ')', from);
    if (close === -1) break;
    pieces.push(safe(text.slice(at, match.index)));
    const piece = mapUrl(text.slice(from, close).trim());
    pieces.push('url("', typeof piece === 'string' ? safeUrl(piece) : (piece ?? 'data:,'), '"');
    at = quote ? close + 1 : close;
    finder.lastIndex = at;
  }
  pieces.push(safe(text.slice(at)));
  return pieces;
}

/** No `<` leaves this: inside a style element it could only end it, or begin a tag where SVG reads styles as markup. */
const safe = (css: string) => css.replaceAll('<', '\\3c ');

/** An address between double quotes in CSS: neither ends the string nor the element around it. */
const safeUrl = (url: string) => url.replace(/["\\<>\n\r\f]/g, (char) => encodeURIComponent(char));
