import { pipeline, type Transform } from 'node:stream';
import { collect } from '../../lib/collect.js';
import type { ByteRange } from '../../message/types.js';
import type { Store } from '../../store/store.js';
import { editHeader, type FieldChange } from './header.js';
import { withCrlf } from './line-ends.js';

/**
 * What becomes of a range of bytes: header fields are changed; a body gets a transfer encoding (a text with its line ends
 * made CRLF, as both encodings ask for: RFC 2045 §6.7, §6.8); bytes above 127 are written `=XX`, or `?`.
 */
export type How = keyof typeof WRITERS | readonly FieldChange[];

/** A range of a message and what becomes of it. */
export interface Piece extends ByteRange {
  readonly how: How;
}

/** A message as it goes out, piece after piece. Headers that are changed are in memory as a whole, nothing else is. */
export async function* written(store: Store, id: string, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const { start, end, how } of pieces) {
    const source = start < end ? store.read(id, { start, end }) : nothing();
    if (typeof how === 'string') yield* WRITERS[how](source);
    else yield editHeader(await collect(source), how);
  }
}

type Writer = (source: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

const WRITERS = {
  'as-is': (source) => source,
  'quoted-printable': async function* (source) {
    const { Encoder } = await import('nodemailer/lib/qp');
    yield* through(withCrlf(source), new Encoder());
  },
  base64,
  'base64-of-text': (source) => base64(withCrlf(source)),
  escaped: (source) => replaced(source, (byte) => `=${byte.toString(16).toUpperCase()}`),
  masked: (source) => replaced(source, () => '?'),
} satisfies Record<string, Writer>;

async function* base64(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Encoder } = await import('nodemailer/lib/base64');
  yield* through(source, new Encoder());
}

async function* nothing(): AsyncGenerator<Buffer> {}

async function* through(source: AsyncIterable<Buffer>, encoder: Transform): AsyncGenerator<Buffer> {
  // What fails is thrown where the encoder is read.
  pipeline(source, encoder, () => {});
  yield* encoder;
}

async function* replaced(source: AsyncIterable<Buffer>, by: (byte: number) => string): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    const text = chunk.toString('latin1').replace(/[\x80-\xff]/g, (char) => by(char.charCodeAt(0)));
    yield Buffer.from(text, 'latin1');
  }
}
