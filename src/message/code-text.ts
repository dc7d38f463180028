import { type Attributes, walkHtml } from './html-walk.js';
import { CODE_HTML, CODE_TEXT } from './insight-limits.js';

/** Text to look for codes in: lines end with LF, table cells with a tab. */
export interface CodeText {
  readonly text: string;
  /** `[start, end)` of big, bold or otherwise marked text, ascending. */
  readonly marked: readonly (readonly [number, number])[];
}

const BREAKS = new Set(
  (
    'address article blockquote br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li main ol p ' +
    'pre section table tr ul'
  ).split(' '),
);
const STRESSED = new Set('b strong h1 h2 h3 h4 code tt kbd samp mark big'.split(' '));
const STRESSED_CLASS = /code|otp|pin\b|token|passcode/i;

/** Digits of other scripts and full-width letters, which senders use in their languages; one unit for one unit. */
const FOREIGN = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19\uff21-\uff3a\uff0d]/g;
const ZEROS = [0x0660, 0x06f0, 0x0966, 0xff10];

function western(char: string): string {
  const unit = char.charCodeAt(0);
  if (unit === 0xff0d) return '-';
  if (unit >= 0xff21) return String.fromCharCode(unit - 0xff21 + 0x41);
  const zero = ZEROS.find((start) => unit >= start && unit < start + 10) ?? unit;
  return String(unit - zero);
}

/** Nothing inside a URL or an address is a code to type: it is overwritten, so that places stay. */
function withoutUrls(text: string): string {
  return text.replace(/(?:https?:\/\/|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,255}/gi, (url) => ' '.repeat(url.length));
}

function clean(text: string): string {
  return withoutUrls(
    text.replace(/[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '').replace(FOREIGN, western),
  );
}

/** Lower case with every unit in its place: `İ` is the one letter that would become two. */
export function inLowerCase(text: string): string {
  return text.replaceAll('İ', 'i').toLowerCase();
}

/** Plain text; the stars of Markdown mark as well. */
export function plainCodeText(plain: string): CodeText {
  const text = clean(plain.slice(0, CODE_TEXT))
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00a0\u2007\u202f]/g, ' ');
  const marked: [number, number][] = [];
  for (const match of text.matchAll(/(?<![*\w])\*{1,2}(?=[^\s*])[^*\n]{1,40}\*{1,2}(?![*\w])/g)) {
    marked.push([match.index, match.index + match[0].length]);
  }
  return { text: text.replace(/\*/g, ' '), marked };
}

/** The visible text of HTML with what its markup says about weight. */
export function htmlCodeText(html: string): CodeText {
  const pieces: string[] = [];
  const marked: [number, number][] = [];
  const stressed: boolean[] = [];
  let depth = 0;
  let length = 0;
  let from = -1;
  const write = (piece: string) => {
    pieces.push(piece);
    length += piece.length;
  };
  walkHtml(html.slice(0, CODE_HTML), (stop) => ({
    open(name, attributes) {
      if (BREAKS.has(name)) write('\n');
      else if (name === 'td' || name === 'th') write('\t');
      if (name === 'br' || name === 'hr' || name === 'img') return;
      const stress = STRESSED.has(name) || (attributes.size > 0 && looksStressed(attributes));
      stressed.push(stress);
      if (stress && depth++ === 0) from = length;
    },
    close(name) {
      if (stressed.pop() && --depth === 0 && from < length) marked.push([from, length]);
      if (BREAKS.has(name)) write('\n');
      else if (name === 'td' || name === 'th') write('\t');
    },
    text(text, visible) {
      if (!visible) return;
      write(clean(text).replace(/\s+/g, ' '));
      if (length >= CODE_TEXT) stop();
    },
  }));
  return { text: withoutUrls(pieces.join('')), marked };
}

/** By size (18 px, 14 pt, 1.3 em and more), weight, spacing of letters, or a class that names its purpose. */
function looksStressed(attributes: Attributes): boolean {
  if (STRESSED_CLASS.test(attributes.get('class') ?? '')) return true;
  const style = attributes.get('style');
  if (style === undefined) return Number(attributes.get('size') ?? 0) >= 5;
  const size = /font-size\s*:\s*(\d{1,3}(?:\.\d{1,3})?)\s*(px|pt|em|rem|%)/i.exec(style);
  const least = { px: 18, pt: 14, em: 1.3, rem: 1.3, '%': 130 }[size?.[2]?.toLowerCase() ?? ''];
  if (least !== undefined && Number(size?.[1]) >= least) return true;
  return /font-weight\s*:\s*(?:bold|[6-9]00)|letter-spacing\s*:\s*[1-9.]|font-size\s*:\s*(?:x+-)?large/i.test(style);
}
