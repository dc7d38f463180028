import type { Output } from '../../net/output.js';
import { MessageNotFound } from '../../store/errors.js';
import { binaryPart } from '../format/section.js';
import { withoutNuls } from '../format/strings.js';
import { ConnectionOver } from '../wire/errors.js';
import { decodedBytes, decodedChunks, decodedLength } from './decoded.js';
import type { Fetched } from './fetched.js';
import type { FetchItem } from './items.js';
import { clip, cut, findSection } from './sections.js';

/** Bodies up to this size are read before the response begins; larger ones while it is written. */
const AT_ONCE = 64 * 1024;

/** What an item adds to a response: octets, or octets and a body that is read while it is written. */
export type Piece = string | Streamed;

export interface Streamed {
  /** The label and the announcement of the literal. */
  readonly head: string;
  write(out: Output): Promise<void>;
}

type SectionItem = Extract<FetchItem, { kind: 'SECTION' }>;

/** Answers BODY[…], BINARY[…] and their older names (RFC 9051 §6.4.5, RFC 3516). */
export class BodyWriter {
  async section(message: Fetched, item: SectionItem): Promise<Piece> {
    const label = item.partial ? `${item.label}<${item.partial.offset}>` : item.label;
    if (item.decoded) return this.#decoded(message, item, label);
    const range = await findSection(message, item.section);
    if (range === null) return `${label} NIL`;
    if (Buffer.isBuffer(range)) return `${label} ${literal(cut(range, item.partial))}`;
    const { start, end } = clip(range, item.partial);
    if (end - start <= AT_ONCE) return `${label} ${literal(await message.bytes({ start, end }))}`;
    return {
      head: `${label} {${end - start}}\r\n`,
      write: (out) => stream(out, message.store.read(message.entry.messageId, { start, end }), end - start),
    };
  }

  async decodedSize(
    message: Fetched,
    { label, section }: { label: string; section: SectionItem['section'] },
  ): Promise<string> {
    const part = binaryPart(await message.structure(), section.part);
    // BINARY would have nothing for it either, and the grammar has no NIL here.
    if (part === null) return `${label} 0`;
    if (part.encoding === 'identity') return `${label} ${part.range.end - part.range.start}`;
    return `${label} ${await decodedLength(message, part)}`;
  }

  async #decoded(message: Fetched, { section, partial }: SectionItem, label: string): Promise<Piece> {
    const part = binaryPart(await message.structure(), section.part);
    if (part === null) return `${label} NIL`;
    if (part.range.end - part.range.start <= AT_ONCE)
      return `${label} ${literal8(cut(await decodedBytes(message, part), partial))}`;
    const length = await decodedLength(message, part);
    const { start, end } = clip({ start: 0, end: length }, partial);
    return {
      head: `${label} ~{${end - start}}\r\n`,
      write: (out) => stream(out, within(decodedChunks(message, part), start, end), end - start, true),
    };
  }
}

const literal = (bytes: Buffer): string => `{${bytes.length}}\r\n${withoutNuls(bytes).toString('latin1')}`;

const literal8 = (bytes: Buffer): string =>
  `${bytes.includes(0) ? '~' : ''}{${bytes.length}}\r\n${bytes.toString('latin1')}`;

/** Writes a body of a known length; one that turns out shorter ends the connection, since the client counts on it. */
async function stream(out: Output, chunks: AsyncIterable<Buffer>, length: number, nuls = false): Promise<void> {
  let written = 0;
  try {
    for await (const chunk of chunks) {
      out.bytes(nuls ? chunk : withoutNuls(chunk));
      written += chunk.length;
      const wait = out.ready();
      if (wait) await wait;
    }
  } catch (error) {
    if (!(error instanceof MessageNotFound)) throw error;
  }
  if (written !== length) throw new ConnectionOver('A message went away while it was sent');
}

async function* within(chunks: AsyncIterable<Buffer>, start: number, end: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of chunks) {
    const piece = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    at += chunk.length;
    if (piece.length > 0) yield piece;
    if (at >= end) return;
  }
}
