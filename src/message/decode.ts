import { decodeCharset } from './charset.js';
import { parameter } from './parameter.js';
import { decodeTransfer } from './transfer.js';
import type { Part } from './types.js';

export { decodeCharset } from './charset.js';
export { createTransferDecoder, decodeTransfer } from './transfer.js';

/** Encoded bytes that one character can take: four bytes (UTF-8, UTF-32, GB 18030), each `=XX`. */
const BYTES_PER_CHARACTER = 12;

/**
 * The text of a text part: transfer encoding and charset undone, line breaks as they are.
 * @param body the bytes of `part.body` (a beginning of them will do when there is a limit)
 * @param options.limit UTF-16 units wanted at most; the work is bounded by it too. A surrogate pair is not cut.
 */
export function decodeTextPart(part: Part, body: Buffer, options?: { limit?: number }): string {
  const limit = options?.limit ?? Number.POSITIVE_INFINITY;
  const bytes = decodeTransfer(part.encoding, body.subarray(0, Math.min(body.length, limit * BYTES_PER_CHARACTER)));
  const text = decodeCharset(bytes, part.params.charset ?? parameter(part.params, 'charset'));
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit);
}
