import { extension } from 'mime-types';
import { decodeCharset, decodeTextPart } from './decode.js';
import type { Detail, DetailAttachment, DetailHeader } from './detail-types.js';
import { decodeWords, parseHeader } from './headers.js';
import { FALLBACK_ATTACHMENTS, FALLBACK_HEADER, FALLBACK_TEXT } from './insight-limits.js';
import { MAX_HEADER_BYTES } from './limits.js';
import { extractLinks } from './links.js';
import { contentTypeOf, filenameOf, isAttachment, isBodyText, leaves } from './parts.js';
import { createTransferDecoder } from './transfer.js';
import type { Part, Structure } from './types.js';

/** Bytes decoded at once when only their number is wanted. */
const SLICE = 64 << 10;

/** The header fields of the whole message, decoded. */
export function detailHeaders(raw: Buffer, structure: Structure, limit = MAX_HEADER_BYTES): DetailHeader[] {
  const { start, end } = structure.root.header;
  return parseHeader(raw.subarray(start, Math.min(end, start + limit))).map((field) => ({
    name: field.name,
    value: decodeWords(field.value),
    raw: decodeCharset(field.raw, undefined),
  }));
}

/** The parts that are files, those that HTML may show by their Content-ID, and text of kinds that no reader shows. */
export function attachmentParts(structure: Structure): Part[] {
  const shown = (part: Part) => part.type === 'text' && (part.subtype === 'plain' || part.subtype === 'html');
  return leaves(structure.root).filter((part) => isAttachment(part) || !shown(part));
}

/** @param size the decoded size of a part: `decodedSize` or `estimatedSize` */
export function describeAttachment(part: Part, size: number): DetailAttachment {
  const contentId = part.id === null ? null : part.id.trim().replace(/^<|>$/g, '').trim();
  return {
    path: part.path,
    filename: filenameOf(part) ?? `part-${part.path}.${extension(contentTypeOf(part)) || 'bin'}`,
    contentType: contentTypeOf(part),
    size,
    contentId,
    inline: part.disposition === 'inline' || (contentId !== null && part.disposition !== 'attachment'),
  };
}

/** Exact, at the price of decoding. */
export function decodedSize(raw: Buffer, part: Part): number {
  const { start, end } = part.body;
  const encoded = part.encoding === 'base64' || part.encoding === 'quoted-printable';
  if (!encoded) return end - start;
  const decoder = createTransferDecoder(part.encoding);
  let size = 0;
  for (let at = start; at < end; at += SLICE) size += decoder.write(raw.subarray(at, Math.min(end, at + SLICE))).length;
  return size + decoder.end().length;
}

/** By the encoding's ratio, without a look at the bytes. */
function estimatedSize(part: Part): number {
  const length = part.body.end - part.body.start;
  return part.encoding === 'base64' ? Math.max(0, Math.floor(((length - 2 * part.lines) * 3) / 4)) : length;
}

/** A detail with its links and its memory estimate. */
export function detailOf(parts: Omit<Detail, 'links' | 'bytes'>): Detail {
  const { text, html, headers, attachments } = parts;
  const links = extractLinks({ html, text });
  let units = (text?.length ?? 0) + (html?.length ?? 0);
  for (const header of headers) units += 100 + header.name.length + header.value.length + header.raw.length;
  for (const { filename, contentType } of attachments) units += 200 + filename.length + contentType.length;
  for (const link of links) units += 100 + link.url.length + link.text.length;
  return { ...parts, links, bytes: 500 + 2 * units };
}

/**
 * A detail of what the structure says alone: the first plain text and the first HTML, the header and the list of
 * files, each up to a bound, so that it takes a few milliseconds whatever the message.
 * @param reason the sentence for `incomplete`
 */
export function fallbackDetail(raw: Buffer, structure: Structure, reason: string): Detail {
  const parts = leaves(structure.root);
  const first = (subtype: 'plain' | 'html') => {
    const part = parts.find((candidate) => isBodyText(candidate, subtype));
    if (part === undefined) return null;
    return decodeTextPart(part, raw.subarray(part.body.start, part.body.end), { limit: FALLBACK_TEXT }).replaceAll(
      '\r\n',
      '\n',
    );
  };
  return detailOf({
    text: first('plain'),
    html: first('html'),
    incomplete: reason,
    headers: detailHeaders(raw, structure, FALLBACK_HEADER),
    attachments: attachmentParts(structure)
      .slice(0, FALLBACK_ATTACHMENTS)
      .map((part) => describeAttachment(part, estimatedSize(part))),
  });
}
