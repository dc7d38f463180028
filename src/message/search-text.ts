import { decodeTextPart } from './decode.js';
import { htmlToText } from './html-text.js';
import { SEARCH_TEXT } from './insight-limits.js';
import { everyLeaf, filenameOf, isAttachment } from './parts.js';
import type { Part, Structure } from './types.js';

/**
 * The text that free words and `body:` search in one message: all text parts that are no attachments, decoded, HTML
 * as its visible text, and the file names of all parts, divided by line breaks. Not case-folded.
 * @param raw the whole message, or as much of its beginning as one wants to search
 * @returns at most SEARCH_TEXT UTF-16 units
 */
export function searchText(raw: Buffer, structure: Structure): string {
  const parts = [...everyLeaf(structure.root)];
  const pieces: string[] = [];
  let room = SEARCH_TEXT;
  const add = (text: string) => {
    if (text === '') return;
    pieces.push(text.slice(0, room));
    room -= Math.min(room, text.length + 1);
  };
  for (const part of parts) {
    if (room === 0) return pieces.join('\n');
    if (part.type === 'text' && !isAttachment(part)) add(visibleText(part, raw, room));
  }
  for (const part of parts) {
    if (room === 0) break;
    add(filenameOf(part) ?? '');
  }
  return pieces.join('\n');
}

function visibleText(part: Part, raw: Buffer, limit: number): string {
  const body = raw.subarray(part.body.start, part.body.end);
  if (part.subtype !== 'html') return decodeTextPart(part, body, { limit });
  // Markup is often ten times the text; four times the room is read and the rest taken for styles.
  return htmlToText(decodeTextPart(part, body, { limit: limit * 4 }), { limit });
}
