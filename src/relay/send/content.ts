import { Readable } from 'node:stream';
import { collect } from '../../lib/collect.js';
import type { Message, Store } from '../../store/store.js';
import type { FieldChange } from './header.js';
import { HEADER_BYTES, ONE_CHUNK } from './limits.js';
import { withCrlf } from './line-ends.js';
import { type Piece, written } from './pieces.js';

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

/**
 * A message as it goes out: without Bcc (RFC 5322 §3.6.3), with a trace of this server, with another From when that was
 * asked for, each line ended by CRLF, and signed. Everything else is byte for byte as it came.
 * @param pieces what else is changed in it
 */
export function contentOf(
  store: Store,
  message: Message,
  edits: Edits,
  key: SigningKey | null,
  pieces: readonly Piece[] = asIs(message),
): AsyncIterable<Buffer> {
  const source = edited(store, message, edits, pieces);
  // One chunk is one write and mostly one packet.
  const clean = withCrlf(message.size <= ONE_CHUNK ? inOne(source) : source);
  return key ? signed(clean, key) : clean;
}

async function* inOne(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield await collect(source);
}

async function* signed(content: AsyncIterable<Buffer>, key: SigningKey): AsyncGenerator<Buffer> {
  const { default: DKIM } = await import('nodemailer/lib/dkim');
  yield* new DKIM(key).sign(Readable.from(content, { objectMode: false }));
}

/** Whether the header is small enough to be read and changed. */
export const canEdit = ({ structure }: Pick<Message, 'structure'>): boolean =>
  structure.root.header.end <= HEADER_BYTES;

const asIs = ({ structure, size }: Message): Piece[] => {
  const { end } = structure.root.header;
  return [
    { start: 0, end, how: [] },
    { start: end, end: size, how: 'as-is' },
  ];
};

async function* edited(
  store: Store,
  message: Message,
  edits: Edits,
  [header, ...rest]: readonly Piece[],
): AsyncGenerator<Buffer> {
  const own: FieldChange[] = [{ name: 'Bcc', value: null }];
  if (edits.from !== null) own.push({ name: 'From', value: edits.from });
  yield Buffer.from(`${edits.received}\r\n`);
  if (!header) return;
  const changes = typeof header.how === 'string' ? own : [...own, ...header.how];
  yield* written(store, message.id, [{ ...header, how: changes }, ...rest]);
}
