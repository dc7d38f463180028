import { fold } from '../lib/fold.js';
import { type Code, extractCodes } from './codes.js';
import { decodeTextPart } from './decode.js';
import { type HeaderField, parseHeader } from './headers.js';
import { CODE_HTML, LINK_TEXT, SEARCH_HEADER } from './insight-limits.js';
import { codeParts, likelyCode } from './likely-code.js';
import { extractLinks, type Link } from './links.js';
import { everyLeaf, filenameOf, isAttachment, isBodyText } from './parts.js';
import { searchText } from './search-text.js';
import type { ByteRange, Part, Structure } from './types.js';

/** Bytes of one text part that a search reads: what `searchText` takes of it at most, encoded as wastefully as can be. */
const PART_BYTES = 16 * 1024 * 1024;
/** Bytes between two ranges that are read as one: the header of a part, mostly. */
const GAP_BYTES = 1024;

/**
 * What searches look at in one message beside its summary, each made when it is first asked for.
 * @param raw the whole message, or zeros where nothing is to be looked at: see `searchedRanges`
 */
export class Searchable {
  #written: string | undefined;
  #folded: string | undefined;
  #bodies: { text: string; html: string } | undefined;

  constructor(
    private readonly raw: Buffer,
    private readonly structure: Structure,
  ) {}

  /** Decoded text parts and file names, as written. */
  get written(): string {
    this.#written ??= searchText(this.raw, this.structure);
    return this.#written;
  }

  /** The same after `fold`. */
  get text(): string {
    this.#folded ??= fold(this.written);
    return this.#folded;
  }

  /** Whether the text contains the words: any case in all scripts, white space as one space. */
  contains(words: string): boolean {
    return this.text.includes(fold(words));
  }

  /** Fields of the message's own header, in order. */
  get fields(): HeaderField[] {
    const { start, end } = this.structure.root.header;
    return parseHeader(this.raw.subarray(start, Math.min(end, start + SEARCH_HEADER)));
  }

  /** File names of attachments and of parts shown inline. */
  get files(): string[] {
    return [...everyLeaf(this.structure.root)].flatMap((part) => filenameOf(part) ?? []);
  }

  /** Has a part that the HTML shows in its place (RFC 2392), an image mostly. */
  get inline(): boolean {
    return [...everyLeaf(this.structure.root)].some((part) => part.type !== 'text' && !isAttachment(part));
  }

  get links(): Link[] {
    return extractLinks(this.#bodiesUpTo(LINK_TEXT));
  }

  /** One-time codes. @param subject decoded */
  codes(subject: string): Code[] {
    return extractCodes({ subject, ...this.#bodiesUpTo(CODE_HTML) });
  }

  /** For a list row. @param subject decoded */
  likelyCode(subject: string): string | null {
    return likelyCode(subject, codeParts(this.structure), ({ range: { start, end } }) => this.raw.subarray(start, end));
  }

  /** Decoded bodies; those made for links serve codes too. */
  #bodiesUpTo(limit: number): { text: string; html: string } {
    if (this.#bodies) return this.#bodies;
    const read = (subtype: 'plain' | 'html'): string => {
      const parts = [...everyLeaf(this.structure.root)].filter((part) => isBodyText(part, subtype));
      let text = '';
      for (const part of parts) {
        if (text.length >= limit) break;
        const { start, end } = part.body;
        text += `${decodeTextPart(part, this.raw.subarray(start, end), { limit: limit - text.length })}\n`;
      }
      return text;
    };
    const bodies = { text: read('plain'), html: read('html') };
    if (limit >= LINK_TEXT) this.#bodies = bodies;
    return bodies;
  }
}

/** The ranges of a message that `Searchable` reads, so that 50 MB of attachments need not be touched for a word in the text. */
export function searchedRanges(
  { root }: Structure,
  needs: { readonly text: boolean; readonly header: boolean },
): ByteRange[] {
  const ranges: ByteRange[] = [];
  if (needs.header) {
    const { start, end } = root.header;
    ranges.push({ start, end: Math.min(end, start + SEARCH_HEADER) });
  }
  const visit = (part: Part): void => {
    const { start, end } = part.body;
    if (part.type === 'text' && !isAttachment(part)) ranges.push({ start, end: Math.min(end, start + PART_BYTES) });
    for (const child of part.children) visit(child);
    if (part.embedded) visit(part.embedded);
  };
  if (needs.text) visit(root);
  return joined(ranges);
}

/** Ascending ranges, of which those that are near one another are one: reading a gap costs less than beginning again. */
function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const all: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = all.at(-1);
    if (last && start >= last.start && start - last.end <= GAP_BYTES) last.end = Math.max(last.end, end);
    else all.push({ start, end });
  }
  return all;
}
