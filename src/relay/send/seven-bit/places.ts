import { isAscii } from 'node:buffer';
import type { ByteRange, Part } from '../../../message/types.js';

/** A range of a message that is treated as one. */
export interface Place extends ByteRange {
  readonly part: Part;
  /** `outside`: preamble, delimiters and epilogue of a multipart (RFC 2046 §5.1.1). */
  readonly kind: 'header' | 'body' | 'outside';
  /** The entity is a message, and not a part of one. */
  readonly isMessage: boolean;
  /** Inside of something signed or encrypted, where no byte may change (RFC 1847 §2.1). */
  readonly frozen: boolean;
  /** Bytes above 127. */
  high: number;
}

/** All of a message, in the order of its bytes, without a gap. */
export function placesOf(root: Part, size: number): Place[] {
  const places: Place[] = [];
  const add = (kind: Place['kind'], part: Part, start: number, end: number, more: Partial<Place>) => {
    if (start < end || kind === 'header') {
      places.push({ kind, part, start, end, isMessage: false, frozen: false, high: 0, ...more });
    }
  };
  const walk = (part: Part, isMessage: boolean, frozen: boolean): void => {
    add('header', part, part.header.start, part.header.end, { isMessage, frozen });
    const { start, end } = part.body;
    const within = part.embedded ? [part.embedded] : part.children;
    if (within.length === 0) {
      add('body', part, start, end, { frozen });
      return;
    }
    const inside = frozen || (part.type === 'multipart' && /^(signed|encrypted)$/.test(part.subtype));
    let from = start;
    for (const child of within) {
      add('outside', part, from, child.header.start, { frozen: inside });
      walk(child, part.embedded !== null, inside);
      from = child.body.end;
    }
    add('outside', part, from, end, { frozen: inside });
  };
  walk(root, true, false);
  add('outside', root, root.body.end, size, {});
  return places;
}

/** Counts the bytes above 127 of each place, in one pass over the message. */
export async function countHigh(places: readonly Place[], content: AsyncIterable<Buffer>): Promise<void> {
  let offset = 0;
  let n = 0;
  for await (const chunk of content) {
    const end = offset + chunk.length;
    if (!isAscii(chunk)) {
      for (let at = offset; at < end; at++) {
        if ((chunk[at - offset] as number) < 128) continue;
        while (at >= (places[n]?.end ?? Number.POSITIVE_INFINITY)) n++;
        const place = places[n];
        if (place) place.high++;
      }
    }
    offset = end;
  }
}
