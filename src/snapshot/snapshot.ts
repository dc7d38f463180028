import type { DetailAttachment, DetailHeader } from '../message/detail-types.js';
import { htmlLines } from './html-lines.js';
import { droppedHeaders, Masker, maskedHeaders } from './masks.js';

/** What a snapshot is made of. */
export interface Pictured {
  readonly headers: readonly DetailHeader[];
  readonly text: string | null;
  readonly html: string | null;
  readonly attachments: readonly DetailAttachment[];
  readonly codes: readonly string[];
}

/** Characters of a snapshot: of templates some have 100 KB; longer ones are cut, and say so. */
export const SNAPSHOT_LENGTH = 512 * 1024;

/**
 * A message as text that is the same each time a template is rendered with the same data: fields, plain text, HTML with
 * a tag on each line, attachments; with dates, ids, boundaries, codes and tokens masked unless `masked` is false.
 */
export function snapshot({ headers, text, html, attachments, codes }: Pictured, masked = true): string {
  const masker = masked ? new Masker(codes.map((value) => ({ name: 'code', value }))) : undefined;
  const shown = (value: string) => masker?.text(value) ?? value;
  const sections = [headers.flatMap((field) => header(field, masker)).join('\n')];
  if (text !== null) sections.push(`--- text/plain\n${shown(tidy(text))}`);
  if (html !== null) sections.push(`--- text/html\n${shown(contentIds(htmlLines(html), masker))}`);
  for (const { filename, contentType, size, inline } of attachments) {
    sections.push(`--- ${inline ? 'inline' : 'attachment'} ${shown(filename)}\n${contentType}, ${size} bytes`);
  }
  const whole = `${sections.join('\n\n')}\n`;
  return whole.length > SNAPSHOT_LENGTH ? `${whole.slice(0, SNAPSHOT_LENGTH)}\n--- cut here\n` : whole;
}

function header({ name, value }: DetailHeader, masker: Masker | undefined): string[] {
  const lower = name.toLowerCase();
  if (masker && droppedHeaders.has(lower)) return [];
  if (masker && maskedHeaders.has(lower)) return [`${name}: [${lower}]`];
  // RFC 2046 §5.1.1: made anew for each message.
  const steady = masker ? value.replace(/\bboundary\s*=\s*("[^"]*"|[^\s;]+)/i, 'boundary=[boundary]') : value;
  return [`${name}: ${masker?.text(steady) ?? steady}`];
}

/** RFC 2392: what an image is called in one message is called otherwise in the next. */
function contentIds(html: string, masker: Masker | undefined): string {
  if (!masker) return html;
  return html.replace(
    /\bcid:([^"'\s)>]+)/gi,
    (_, id: string) => `cid:${masker.named({ name: 'cid', numbered: true }, id)}`,
  );
}

/** Line breaks of one kind, no white space at the ends of lines, none around the whole. */
const tidy = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+(?=\n)/g, '')
    .trim();
