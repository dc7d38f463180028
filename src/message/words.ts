import { decodeCharset } from './charset.js';

/** RFC 2047 §2, leniently: white space inside the text and the language of RFC 2231 §5 are let through. */
const WORD = /=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi;

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding === 'b' || encoding === 'B') return Buffer.from(text, 'base64');
  const out = Buffer.from(text.replaceAll('_', ' '), 'utf8');
  let length = 0;
  for (let i = 0; i < out.length; i++) {
    const byte = out[i] as number;
    const digits = byte === 0x3d ? out.toString('latin1', i + 1, i + 3) : '';
    if (/^[0-9a-f]{2}$/i.test(digits)) {
      out[length++] = Number.parseInt(digits, 16);
      i += 2;
    } else out[length++] = byte;
  }
  return out.subarray(0, length);
}

/**
 * Decodes the RFC 2047 words of a value; text between them stays. White space between two words goes (§6.2), and
 * neighbours of one charset are joined before decoding, since many senders cut inside a character. Never throws.
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let out = '';
  let behind = 0;
  let charset = '';
  let bytes: Buffer[] = [];
  const flush = (): void => {
    if (bytes.length > 0)
      out += decodeCharset(bytes.length === 1 ? (bytes[0] as Buffer) : Buffer.concat(bytes), charset);
    bytes = [];
  };
  WORD.lastIndex = 0;
  for (let match = WORD.exec(value); match; match = WORD.exec(value)) {
    const between = value.slice(behind, match.index);
    const next = (match[1] as string).toLowerCase();
    const adjacent = bytes.length > 0 && /^\s*$/.test(between);
    if (!adjacent || next !== charset) flush();
    if (!adjacent) out += between;
    charset = next;
    bytes.push(wordBytes(match[2] as string, match[3] as string));
    behind = WORD.lastIndex;
  }
  flush();
  return out + value.slice(behind);
}
