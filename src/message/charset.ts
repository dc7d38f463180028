import { isAscii, isUtf8 } from 'node:buffer';
import { createRequire } from 'node:module';
import type * as Iconv from 'iconv-lite';

// Loaded when the first mail needs it: most are UTF-8, and start-up has no time for tables.
let loaded: typeof Iconv | undefined;
function iconv(): typeof Iconv {
  loaded ??= createRequire(import.meta.url)('iconv-lite') as typeof Iconv;
  return loaded;
}

/** Labels that say nothing about the bytes. */
const VAGUE = new Set(['', '8bit', '7bit', 'binary', 'default', 'none', 'unknown', 'unknown8bit', 'xunknown', 'ascii']);

/**
 * UTF-7 hides markup from whoever looks for `<` (browsers dropped it for that reason), and base64 and hex are no
 * charsets: iconv-lite knows them all, a mail may not use them.
 */
const REFUSED = /^(?:.*utf7.*|base64|hex|ucs2imap)$/;

/** Labels that were read already: a handful in all mail, while a hostile one may have a new label in each part. */
const known = new Map<string, string | undefined>();
const MAX_KNOWN = 256;

/** The name iconv-lite knows for a label, `utf8`, `iso2022jp`, or undefined when the label helps nobody. */
function encodingOf(label: string): string | undefined {
  const before = known.get(label);
  if (before !== undefined || known.has(label)) return before;
  const name = readLabel(label);
  if (known.size >= MAX_KNOWN) known.clear();
  if (label.length <= 100) known.set(label, name);
  return name;
}

function readLabel(label: string): string | undefined {
  const name = label
    .slice(0, 100)
    .toLowerCase()
    .replace(/[;,].*$/s, '')
    .replace(/[^a-z0-9]/g, '')
    .replace(/^(?:cs|x)(?=utf|iso|windows|cp|gb|big5|sjis|shiftjis|euc|koi|mac)/, '')
    .replace(/^win(?=\d)/, 'windows')
    .replace(/^(?:8859|iso)(?=\d{1,2}$)/, 'iso8859')
    .replace(/^(?:ansi|usascii|iso646us|ansix34).*$/, 'ascii')
    .replace(/^unicode11utf8$|^utf8.+$/, 'utf8')
    .replace(/^(iso8859\d+)[ie]$/, '$1');
  if (VAGUE.has(name) || REFUSED.test(name)) return undefined;
  if (name === 'utf8') return name;
  if (/^iso2022jp|^jis$/.test(name)) return 'iso2022jp';
  // The HTML standard's reading: such mail uses the quotes and dashes of windows-1252 all the time.
  if (/^(?:iso88591|latin1|l1|cp819|ibm819)$/.test(name)) return 'windows1252';
  return iconv().encodingExists(name) ? name : undefined;
}

/** Bytes without a UTF-8 character that is cut off at the end (at most three bytes). */
function withoutCutEnd(bytes: Buffer): Buffer {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < need ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}

/**
 * Bytes to text. Without a charset, or with one that nobody knows, the bytes are UTF-8 if they can be and
 * windows-1252 otherwise. A byte order mark is dropped. Never throws: what does not fit becomes U+FFFD.
 */
export function decodeCharset(bytes: Buffer, charset: string | undefined): string {
  if (bytes.length === 0) return '';
  const name = charset === undefined ? undefined : encodingOf(charset);
  try {
    if (name === 'utf8') return withoutMark(bytes.toString('utf8'));
    if (name === 'iso2022jp') return new TextDecoder('iso-2022-jp').decode(bytes);
    if (name !== undefined) return iconv().decode(bytes, name);
    if (isUtf8(bytes)) return withoutMark(bytes.toString('utf8'));
    const whole = withoutCutEnd(bytes);
    // A cut last character is forgiven to what is UTF-8 elsewhere; after nothing but ASCII it is more likely no UTF-8.
    if (whole.length < bytes.length && isUtf8(whole) && !isAscii(whole)) return withoutMark(whole.toString('utf8'));
    return iconv().decode(bytes, 'windows1252');
  } catch {
    return bytes.toString('latin1');
  }
}

function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
