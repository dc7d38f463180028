import type { AttachmentStream, MessageText } from 'mailparser';
import {
  attachmentParts,
  decodedSize,
  describeAttachment,
  detailHeaders,
  detailOf,
  fallbackDetail,
} from './detail-parts.js';
import type { Detail } from './detail-types.js';
import { parseHeader } from './headers.js';
import { DETAIL_TEXT } from './insight-limits.js';
import { MAX_PARTS } from './limits.js';
import { leaves } from './parts.js';
import type { Part, Structure } from './types.js';

const CRLF = Buffer.from('\r\n');

export type { Detail, DetailAttachment, DetailHeader } from './detail-types.js';

/**
 * Everything about a message that a reader wants, decoded by mailparser; files come from our structure, so that each
 * can be fetched by its path. Never rejects: what cannot be read in full says so in `incomplete`.
 * Takes time with the size: `DetailService` knows when to leave it to a worker.
 */
export async function parseDetail(raw: Buffer, structure: Structure): Promise<Detail> {
  if (structure.truncated) {
    return fallbackDetail(
      raw,
      structure,
      'The message has more parts, or deeper ones, than are looked at; text and HTML are those of the first.',
    );
  }
  try {
    const { bytes, cut } = withoutFiles(raw, structure);
    const { text, html } = await decoded(bytes);
    return detailOf({
      // mailparser makes HTML of the plain text between HTML parts, which can be several times as long.
      text: text.slice(0, DETAIL_TEXT) || textOrNull(structure, 'plain'),
      html: html.slice(0, DETAIL_TEXT) || textOrNull(structure, 'html'),
      incomplete:
        cut || html.length > DETAIL_TEXT
          ? `Text after the first ${DETAIL_TEXT >> 20} MB is left out; each part can be fetched by itself.`
          : null,
      headers: detailHeaders(raw, structure),
      attachments: attachmentParts(structure).map((part) => describeAttachment(part, decodedSize(raw, part))),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fallbackDetail(
      raw,
      structure,
      `The message could not be read in full (${why}); text and HTML are those of its first parts.`,
    );
  }
}

/** `""` for a part that is there and empty, null when there is none. */
function textOrNull(structure: Structure, subtype: string): string | null {
  const there = leaves(structure.root).some(
    (part) => part.type === 'text' && part.subtype === subtype && part.disposition !== 'attachment',
  );
  return there ? '' : null;
}

/**
 * The message with what mailparser would work on for nothing left out: bodies of files (it would decode 50 MB of
 * them), text beyond the bound, and header fields that do not describe the content. Parts keep their places.
 */
function withoutFiles(raw: Buffer, structure: Structure): { bytes: Buffer; cut: boolean } {
  const { header } = structure.root;
  const pieces: Buffer[] = [];
  for (const field of parseHeader(raw.subarray(header.start, header.end))) {
    if (/^(?:content-|mime-version)/i.test(field.name)) pieces.push(field.raw, CRLF);
  }
  pieces.push(CRLF);
  let room = DETAIL_TEXT;
  let at = header.end;
  let cut = false;
  const visit = (part: Part): void => {
    if (part.embedded !== null) visit(part.embedded);
    else if (part.type === 'multipart') for (const child of part.children) visit(child);
    else {
      const { start, end } = part.body;
      const text = part.type === 'text' || part.type === 'message';
      const keep = text ? Math.min(room, end - start) : 0;
      if (text) {
        room -= keep;
        cut ||= keep < end - start;
      }
      if (start < at || start + keep === end) return;
      pieces.push(raw.subarray(at, start + keep));
      at = end;
    }
  };
  visit(structure.root);
  pieces.push(raw.subarray(at));
  return { bytes: Buffer.concat(pieces), cut };
}

/** Text and HTML by mailparser, which is loaded when it is first needed: that takes about 100 ms. */
async function decoded(bytes: Buffer): Promise<{ text: string; html: string }> {
  const { MailParser } = await import('mailparser');
  return new Promise((resolve, reject) => {
    // Nothing may be put into the HTML or made of it, and nothing counted that nobody asks for.
    const parser = new MailParser({
      skipImageLinks: true,
      skipHtmlToText: true,
      skipTextLinks: true,
      checksumAlgo: false,
      maxChildNodes: MAX_PARTS,
    });
    parser.on('error', reject);
    parser.on('data', (data: AttachmentStream | MessageText) => {
      if (data.type === 'attachment') {
        data.content.on('end', () => data.release?.());
        data.content.resume();
      } else resolve({ text: data.text ?? '', html: data.html || '' });
    });
    parser.on('end', () => resolve({ text: '', html: '' }));
    parser.end(bytes);
  });
}
