import { Slice } from '../../lib/slice.js';
import { contentTypeOf, leaves } from '../../message/parts.js';
import type { Part, Structure } from '../../message/types.js';
import type { Store } from '../../store/store.js';
import { decodedBody } from '../decoded.js';
import type { Piece } from './pieces.js';

/** Bytes of parts in one document, decoded: a mail may name one picture a million times. */
const BUDGET = 32 * 1024 * 1024;
/** Characters gathered into one chunk of the answer. */
const CHUNK = 32 * 1024;

/** The document's bytes, the parts of the message that it names put in as data URLs. */
export async function* inlineParts(
  store: Pick<Store, 'read'>,
  id: string,
  structure: Structure,
  pieces: Iterable<readonly Piece[]>,
): AsyncGenerator<Buffer> {
  const parts = partsByCid(structure);
  const slice = new Slice();
  let budget = BUDGET;
  let text = '';
  for (const batch of pieces) {
    for (const piece of batch) {
      if (typeof piece === 'string') text += piece;
      else {
        const part = parts.get(piece.cid);
        const size = part ? part.body.end - part.body.start : 0;
        if (!part || size > budget) continue;
        budget -= size;
        text += `data:${contentTypeOf(part)};base64,`;
        yield Buffer.from(text);
        text = '';
        yield* base64(decodedBody(store, id, part));
      }
      if (text.length > CHUNK) {
        yield Buffer.from(text);
        text = '';
      }
    }
    await slice.turn();
  }
  if (text) yield Buffer.from(text);
}

/** Pictures, sounds and films that a `cid:` may name. */
function partsByCid(structure: Structure): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const part of leaves(structure.root)) {
    const cid = part.id?.trim().replace(/^<|>$/g, '');
    if (cid && /^(?:image|audio|video)\/[\w.+-]+$/.test(contentTypeOf(part)) && !parts.has(cid)) parts.set(cid, part);
  }
  return parts;
}

/** Base64 of a stream; three bytes make four characters, so a rest is carried over to the next chunk. */
async function* base64(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % 3);
    if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    // Copied: the chunk's memory may belong to somebody else.
    rest = Buffer.from(bytes.subarray(whole));
  }
  if (rest.length > 0) yield Buffer.from(rest.toString('base64'), 'latin1');
}
