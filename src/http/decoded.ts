import { createTransferDecoder } from '../message/decode.js';
import type { ByteRange, Part } from '../message/types.js';
import type { Store } from '../store/store.js';
import { readSlowly } from './bytes.js';
import type { Content } from './send.js';

type Reader = Pick<Store, 'read'>;

/** True when the body's bytes are the content's bytes (RFC 2045 §6.2), so that a range of one is a range of the other. */
export const isIdentity = (part: Part): boolean => !['base64', 'quoted-printable'].includes(part.encoding);

/** The content of a part with its transfer encoding undone, chunk by chunk. */
export async function* decodedBody(store: Reader, id: string, part: Part): AsyncGenerator<Buffer> {
  const decoder = createTransferDecoder(part.encoding);
  for await (const chunk of readSlowly(store, id, part.body)) {
    const bytes = decoder.write(chunk);
    if (bytes.length > 0) yield bytes;
  }
  const last = decoder.end();
  if (last.length > 0) yield last;
}

/** Decoded bytes of a part; found by decoding it all, without keeping it. */
export async function decodedSize(store: Reader, id: string, part: Part): Promise<number> {
  if (isIdentity(part)) return part.body.end - part.body.start;
  let size = 0;
  for await (const chunk of decodedBody(store, id, part)) size += chunk.length;
  return size;
}

/** A range of the content. */
export async function* decodedRange(store: Reader, id: string, part: Part, range: ByteRange): AsyncGenerator<Buffer> {
  if (isIdentity(part)) {
    const { start } = part.body;
    yield* readSlowly(store, id, { start: start + range.start, end: start + range.end });
    return;
  }
  let at = 0;
  for await (const chunk of decodedBody(store, id, part)) {
    const piece = chunk.subarray(Math.max(0, range.start - at), Math.max(0, range.end - at));
    if (piece.length > 0) yield piece;
    at += chunk.length;
    if (at >= range.end) return;
  }
}

/** The content of a part as `sendContent` takes it. */
export const partContent = (store: Reader, id: string, part: Part): Content => ({
  knownSize: isIdentity(part) ? part.body.end - part.body.start : undefined,
  size: () => decodedSize(store, id, part),
  read: (range) => (range ? decodedRange(store, id, part, range) : decodedBody(store, id, part)),
});
