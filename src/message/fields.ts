import { isAscii, isUtf8 } from 'node:buffer';

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;

const isWhite = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/**
 * The index of the colon that makes the line `[start, end)` a field (RFC 5322 §2.2; white space before the colon is
 * obsolete syntax, §4.5), or -1.
 */
export function fieldColon(bytes: Buffer, start: number, end: number): number {
  let i = start;
  while (i < end) {
    const byte = bytes[i] as number;
    if (byte <= SPACE || byte >= 0x7f || byte === COLON) break;
    i++;
  }
  if (i === start) return -1;
  while (i < end && isWhite(bytes[i])) i++;
  return i < end && bytes[i] === COLON ? i : -1;
}

/** The `From ` line of an mbox file, `>From ` when a mailer quoted it. */
export function isMboxLine(bytes: Buffer, start: number, end: number): boolean {
  return /^>?From /.test(bytes.toString('latin1', start, Math.min(end, start + 6)));
}

/** What `eachField` tells. All numbers are indexes into the bytes. */
export interface FieldVisitor {
  /** A field `[start, end)`, folded, without its last line break; the value begins behind the colon. */
  field(start: number, colon: number, end: number): void;
  /** A line that is neither field nor continuation of one. */
  junk?(start: number, end: number): void;
}

/** Walks the fields of a header up to its empty line, in one pass. */
export function eachField(bytes: Buffer, visitor: FieldVisitor): void {
  const length = bytes.length;
  let start = -1;
  let colon = 0;
  let end = 0;
  let pos = 0;
  while (pos < length) {
    const lf = bytes.indexOf(LF, pos);
    const next = lf === -1 ? length : lf + 1;
    let lineEnd = lf === -1 ? length : lf;
    if (lineEnd > pos && bytes[lineEnd - 1] === CR) lineEnd--;
    if (lineEnd === pos) break;
    if (isWhite(bytes[pos])) {
      if (start >= 0) end = lineEnd;
      else visitor.junk?.(pos, lineEnd);
    } else {
      if (start >= 0) visitor.field(start, colon, end);
      colon = fieldColon(bytes, pos, lineEnd);
      start = colon >= 0 ? pos : -1;
      end = lineEnd;
      if (start < 0) visitor.junk?.(pos, lineEnd);
    }
    pos = next;
  }
  if (start >= 0) visitor.field(start, colon, end);
}

/** The fields that a description reads. */
export const KNOWN_FIELDS = [
  'bcc',
  'cc',
  'content-description',
  'content-disposition',
  'content-id',
  'content-language',
  'content-location',
  'content-md5',
  'content-transfer-encoding',
  'content-type',
  'date',
  'from',
  'in-reply-to',
  'message-id',
  'mime-version',
  'references',
  'reply-to',
  'sender',
  'subject',
  'to',
  'x-tags',
] as const;

export type KnownField = (typeof KNOWN_FIELDS)[number];

/** Known names by length and two letters, so that a header is read without making a string of every name. */
const BY_KEY = new Map<number, KnownField[]>();
const keyOf = (length: number, first: number, last: number): number =>
  (length << 16) | ((first | 0x20) << 8) | last | 0x20;

for (const name of KNOWN_FIELDS) {
  const key = keyOf(name.length, name.charCodeAt(0), name.charCodeAt(name.length - 1));
  BY_KEY.set(key, [...(BY_KEY.get(key) ?? []), name]);
}

/** Which known field has its name at `start` and its colon at `colon`; undefined for all others. */
export function knownField(bytes: Buffer, start: number, colon: number): KnownField | undefined {
  let end = colon;
  while (end > start && isWhite(bytes[end - 1])) end--;
  const length = end - start;
  const names = BY_KEY.get(keyOf(length, bytes[start] as number, bytes[end - 1] as number));
  if (!names) return undefined;
  for (const name of names) {
    let i = 1;
    while (i < length) {
      const byte = bytes[start + i] as number;
      const wanted = name.charCodeAt(i);
      if (byte !== wanted && (byte < 0x41 || byte > 0x5a || byte + 0x20 !== wanted)) break;
      i++;
    }
    if (i === length) return name;
  }
  return undefined;
}

/** Bytes of a header as text: UTF-8 if they can be (RFC 6532), else Latin-1, which loses nothing. */
function headerText(bytes: Buffer, start: number, end: number, ascii = false): string {
  if (ascii) return bytes.toString('latin1', start, end);
  const piece = bytes.subarray(start, end);
  return piece.toString(!isAscii(piece) && isUtf8(piece) ? 'utf8' : 'latin1');
}

/**
 * The value `[start, end)` of a field as text: unfolded (RFC 5322 §2.2.3), without white space around it.
 * @param ascii all bytes are known to be ASCII
 */
export function fieldText(bytes: Buffer, start: number, end: number, ascii = false): string {
  let from = start;
  let to = end;
  while (from < to && (bytes[from] as number) <= SPACE && bytes[from] !== 0) from++;
  while (to > from && (bytes[to - 1] as number) <= SPACE && bytes[to - 1] !== 0) to--;
  if (from === to) return '';
  const text = headerText(bytes, from, to, ascii);
  return text.includes('\n') ? text.replace(/\r?\n(?=[ \t])/g, '') : text;
}
