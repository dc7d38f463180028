import { eachField, fieldText } from './fields.js';

export { decodeWords } from './words.js';

/** One field of a header. */
export interface HeaderField {
  /** The name as written, without colon. */
  readonly name: string;
  /** The whole field, folded, without its last line break. Shares memory with the header it came from. */
  readonly raw: Buffer;
  /** The value unfolded, without white space around it; UTF-8 or else Latin-1 text, RFC 2047 words not decoded. */
  readonly value: string;
}

/**
 * The fields of a header in order, up to its empty line. Lines that are no fields (an mbox `From ` line, for one)
 * are passed over; white space before the colon is let through (RFC 5322 §4.5).
 */
export function parseHeader(bytes: Buffer): HeaderField[] {
  const fields: HeaderField[] = [];
  eachField(bytes, {
    field(start, colon, end) {
      fields.push({
        name: bytes.toString('latin1', start, colon).trimEnd(),
        raw: bytes.subarray(start, end),
        value: fieldText(bytes, colon + 1, end),
      });
    },
  });
  return fields;
}
