import { isAttachment } from '../../message/parts.js';
import type { ByteRange, Part, Structure } from '../../message/types.js';

/** Bytes of one text part that a search reads: what `searchText` takes of it at most, encoded as wastefully as can be. */
const PART_BYTES = 16 * 1024 * 1024;

/** The ranges of a message that `searchText` reads, so that 50 MB of attachments need not be touched for a word in the text. */
export function textRanges({ root }: Structure): ByteRange[] {
  const ranges: ByteRange[] = [];
  const visit = (part: Part): void => {
    const { start, end } = part.body;
    if (part.type === 'text' && !isAttachment(part)) ranges.push({ start, end: Math.min(end, start + PART_BYTES) });
    for (const child of part.children) visit(child);
    if (part.embedded) visit(part.embedded);
  };
  visit(root);
  return ranges;
}
