import type { ByteRange } from '../../message/types.js';
import { filterFields, locateSection } from '../format/section.js';
import type { Fetched } from './fetched.js';
import type { Partial, Section } from './items.js';

/** Octets of a header that are looked through for fields. */
const MAX_HEADER = 4 * 1024 * 1024;

/** Where the octets of a section are, or, of chosen header fields, the octets; null when there is no such section. */
export async function findSection(message: Fetched, section: Section): Promise<ByteRange | Buffer | null> {
  // The whole message needs no structure.
  if (section.part === '' && section.text === null) return { start: 0, end: message.entry.size };
  const located = locateSection(await message.structure(), section);
  if (located === null) return null;
  if (located.fields === null) return located.range;
  const { start, end } = located.range;
  const header = await message.bytes({ start, end: Math.min(end, start + MAX_HEADER) });
  return filterFields(header, located.fields);
}

/** Octets `start` to `end` of a message or part, of which a client asked for a piece; nothing beyond its end. */
export function clip({ start, end }: ByteRange, partial: Partial | null): ByteRange {
  if (!partial) return { start, end };
  const from = Math.min(start + partial.offset, end);
  return { start: from, end: Math.min(from + partial.length, end) };
}

export function cut(bytes: Buffer, partial: Partial | null): Buffer {
  const { start, end } = clip({ start: 0, end: bytes.length }, partial);
  return bytes.subarray(start, end);
}
