import { collect } from '../../lib/collect.js';
import { createTransferDecoder } from '../../message/decode.js';
import type { BinaryPart } from '../format/section.js';
import { Refused } from '../wire/errors.js';
import type { Fetched } from './fetched.js';

/**
 * The content of a part with its transfer encoding undone (RFC 3516 §4.3), in pieces.
 * @throws Refused when it is not known how, from the first step
 */
export async function* decodedChunks(message: Fetched, { range, encoding }: BinaryPart): AsyncGenerator<Buffer> {
  if (encoding === null) throw new Refused('The transfer encoding of this part is not known here', 'UNKNOWN-CTE');
  const decoder = createTransferDecoder(encoding);
  for await (const chunk of message.store.read(message.entry.messageId, range)) {
    const decoded = decoder.write(chunk);
    if (decoded.length > 0) yield decoded;
  }
  const last = decoder.end();
  if (last.length > 0) yield last;
}

export async function decodedBytes(message: Fetched, part: BinaryPart): Promise<Buffer> {
  return collect(decodedChunks(message, part));
}

/** Octets, counted without being kept. */
export async function decodedLength(message: Fetched, part: BinaryPart): Promise<number> {
  let length = 0;
  for await (const chunk of decodedChunks(message, part)) length += chunk.length;
  return length;
}
