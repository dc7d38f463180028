import { Readable } from 'node:stream';
import type { Message, Store } from '../../store/store.js';
import { HEADER_BYTES, ONE_CHUNK } from './limits.js';

/** What is changed on the way out. */
export interface Edits {
  /** In the place of the From field; null leaves it. */
  readonly from: string | null;
  /** Put before everything, without line ends. */
  readonly received: string;
}

export interface SigningKey {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
}

/** Fields that are for the sender only, and must not leave (RFC 5322 §3.6.3). */
const PRIVATE = /^bcc[ \t]*:/i;
const FROM = /^from[ \t]*:/i;

/**
 * A message as it goes out: without Bcc, with a trace of this server, with another From when that was asked for, each
 * line ended by CRLF, and signed. Everything else is byte for byte as it came.
 */
export function contentOf(store: Store, message: Message, edits: Edits, key: SigningKey | null): AsyncIterable<Buffer> {
  const source = edited(store, message, edits);
  // One chunk is one write and mostly one packet.
  const clean = withCrlf(message.size <= ONE_CHUNK ? inOne(source) : source);
  return key ? signed(clean, key) : clean;
}

async function* inOne(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) chunks.push(chunk);
  yield Buffer.concat(chunks);
}

async function* signed(content: AsyncIterable<Buffer>, key: SigningKey): AsyncGenerator<Buffer> {
  const { default: DKIM } = await import('nodemailer/lib/dkim');
  yield* new DKIM(key).sign(Readable.from(content, { objectMode: false }));
}

/** Whether the header is small enough to be read and changed. */
export const canEdit = ({ structure }: Pick<Message, 'structure'>): boolean =>
  structure.root.header.end <= HEADER_BYTES;

async function* edited(store: Store, message: Message, edits: Edits): AsyncGenerator<Buffer> {
  const { end } = message.structure.root.header;
  const chunks: Buffer[] = [];
  for await (const chunk of store.read(message.id, { start: 0, end })) chunks.push(chunk);
  yield Buffer.from(`${edits.received}\r\n`);
  yield editHeader(Buffer.concat(chunks), edits.from);
  if (end < message.size) yield* store.read(message.id, { start: end, end: message.size });
}

/** Takes out and puts in whole fields; the bytes of all others stay. `header` may end with the empty line. */
export function editHeader(header: Buffer, from: string | null): Buffer {
  const fields = fieldsOf(header.toString('latin1'));
  let placed = from === null;
  const out: string[] = [];
  for (const field of fields) {
    if (PRIVATE.test(field)) continue;
    if (from === null || !FROM.test(field)) {
      // The empty line, or what is no header any more: behind it a field would be part of the body.
      if (!placed && /^\r?\n?$/.test(field)) {
        out.push(fromField(from));
        placed = true;
      }
      out.push(field);
      continue;
    }
    if (!placed) out.push(fromField(from));
    placed = true;
  }
  if (!placed) out.push(fromField(from));
  return Buffer.from(out.join(''), 'latin1');
}

// Bytes of UTF-8, one character each, as everything here.
const fromField = (from: string | null): string =>
  Buffer.from(`From: ${(from ?? '').replace(/\p{Cc}/gu, ' ')}\r\n`).toString('latin1');

/** Fields with their line ends and folded lines; whatever line ends they have. */
function fieldsOf(header: string): string[] {
  const lines = header.split(/(?<=\r\n|\n|\r(?!\n))/);
  const fields: string[] = [];
  for (const line of lines) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields.push(`${fields.pop()}${line}`);
    else if (line !== '') fields.push(line);
  }
  return fields;
}

const CR = 13;
const LF = 10;

/** Bare CR and bare LF become CRLF, also where chunks meet: what is signed is what is sent, and nothing smuggles (RFC 5321 §2.3.8). */
export async function* withCrlf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let afterCr = false;
  for await (const chunk of source) {
    const out: Buffer[] = [];
    let from = 0;
    const mend = (at: number, text: string) => {
      out.push(chunk.subarray(from, at), Buffer.from(text));
      from = at;
    };
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (afterCr && byte !== LF) mend(at, '\n');
      else if (byte === LF && !afterCr) mend(at, '\r');
      afterCr = byte === CR;
    }
    out.push(chunk.subarray(from));
    yield out.length === 1 ? chunk : Buffer.concat(out);
  }
  if (afterCr) yield Buffer.from('\n');
}
