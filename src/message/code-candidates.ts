import { CODE_CANDIDATES } from './insight-limits.js';

/** Something of a code's shape, not yet judged by the words around it. */
export interface Candidate {
  /** As one would type it: without the spaces between groups. */
  readonly code: string;
  readonly start: number;
  readonly end: number;
  readonly shape: 'digits' | 'mixed' | 'letters';
  /** The only thing in its line or table cell. */
  readonly alone: boolean;
}

/** What may not touch a code: the letters of scripts with spaces between words. */
const WORD = 'A-Za-z\\u00c0-\\u024f\\u0370-\\u052f\\d_';

const SHAPES = new RegExp(
  `(?<![${WORD}])(?:${[
    '\\d(?:[ \\t\\n]{1,3}\\d){3,7}',
    '[A-Z]{1,3}-\\d{4,8}',
    '\\d{3}[- ]\\d{3}',
    '\\d{4}[- ]\\d{4}',
    '[A-Z\\d]{3,5}-[A-Z\\d]{3,5}',
    '(?=[a-z-]{0,8}\\d)[a-z\\d]{3,5}-[a-z\\d]{3,5}',
    '(?=[A-Za-z]{0,7}\\d)[A-Za-z\\d]{4,8}',
    '[A-Z]{5,8}',
  ].join('|')})(?![${WORD}])`,
  'g',
);

const UNITS =
  /^\d+(?:st|nd|rd|th|px|pt|em|[kmgt]b|[kmgt]ib|kg|km|mm|cm|mins?|secs?|hrs?|am|pm|usd|eur|gbp|kwh|mbps|rpm|[hdkxpsw])$/i;
const NAMES =
  /^(?:utf|iso|rfc|sha|md|covid|ios|mp|win|v|ipv|usb|http|tls|aes|gpt|php|es|rev|fy|q[1-4]|cve|gmt|utc|en|din|web|office|windows|msn|kb)-?\d+$/i;

/** Finds what has the shape of a code, at most CODE_CANDIDATES. One pass; checks look at a few units around. */
export function findCandidates(text: string): Candidate[] {
  const found: Candidate[] = [];
  SHAPES.lastIndex = 0;
  for (let match = SHAPES.exec(text); match !== null; match = SHAPES.exec(text)) {
    const start = match.index;
    const end = start + match[0].length;
    const candidate = judge(match[0], text, start, end);
    if (candidate !== undefined && found.push(candidate) >= CODE_CANDIDATES) break;
  }
  return found;
}

function judge(written: string, text: string, start: number, end: number): Candidate | undefined {
  const code = written.replace(/\s+/g, '');
  const before = text.slice(Math.max(0, start - 8), start);
  const after = text.slice(end, end + 8);
  const digits = /^[\d-]+$/.test(code);
  const letters = !/\d/.test(code);
  if (/^\d[\s\d]+$/.test(written) && /^\d\s/.test(written) && '0123456789'.includes(code)) return undefined;
  if (!digits && (UNITS.test(code) || NAMES.test(code))) return undefined;
  if (touchesOther(before, after)) return undefined;
  // Groups of digits with spaces around are a telephone, card or account number.
  if (
    digits &&
    (/\d[ )]{1,2}$/.test(before) || /^ \d{2,4}(?!\d| ?(?:min|h|sec|sek|мин|хв|分|分钟|분|daki|د))/.test(after))
  )
    return undefined;
  // `CA 94105`
  if (/^\d{5}$/.test(code) && /(?:^|[\s,])[A-Z]{2} $/.test(before)) return undefined;
  const alone =
    /(?:^|[\n\t])[ "'«“([>#*_-]*$/.test(text.slice(Math.max(0, start - 12), start)) &&
    /^[ "'»”)\].*_-]*(?:$|[\n\t])/.test(text.slice(end, end + 12));
  if (letters && !alone && !code.includes('-')) return undefined;
  return { code, start, end, shape: digits ? 'digits' : letters ? 'letters' : 'mixed', alone };
}

/** Is it a piece of something longer: a price, time, date, decimal, version, path, colour, file name, phone number? */
function touchesOther(before: string, after: string): boolean {
  return (
    /[/\\=&?@~+$€£¥₹₩₽%#]$/.test(before) ||
    (/[\p{L}\d][-.–,:_'’]$/u.test(before) && !/\p{L}:$/u.test(before)) ||
    /(?:USD|EUR|GBP|CHF|JPY|PLN|SEK|Rs\.?|kr|zł|[$€£¥₹₩₽]) ?$/i.test(before) ||
    /^[/\\@_=%€$£¥₹₩₽°#+]/.test(after) ||
    /^[-–.,:'’][\p{L}\d]/u.test(after) ||
    /^ ?(?:USD|EUR|GBP|CHF|PLN|SEK|kr\b|zł|руб|грн|円|元|원|TL\b|[€$£¥₹₩₽%]|px\b|ms\b|pcs\b|[KMG]B\b|k[gm]\b)/i.test(
      after,
    )
  );
}
