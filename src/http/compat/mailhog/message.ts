import { collect } from '../../../lib/collect.js';
import { Slice } from '../../../lib/slice.js';
import type { MessageRow } from '../../../store/store.js';
import { readSlowly } from '../../bytes.js';
import type { PeerCall } from '../endpoint.js';
import { goTime } from '../time.js';
import { type Content, contentJson, mimeJson, readContent, textJson } from './content.js';
import type { PathShape } from './shapes.js';

type Context = PeerCall['context'];

/** A message as MailHog tells it, in pieces of JSON: it has the whole message three times. @throws MessageNotFound */
export async function* messageJson({ store, config }: Context, row: MessageRow): AsyncGenerator<string> {
  const raw = await collect(readSlowly(store, row.id));
  const slice = new Slice();
  let text = '';
  for (const piece of write(raw, row, config.name)) {
    text += piece;
    if (text.length < 32 * 1024) continue;
    yield text;
    text = '';
    await slice.turn();
  }
  yield text;
}

/** … and in one piece, for a message that is known to be small. */
export async function messageText(context: Context, row: MessageRow): Promise<string> {
  let text = '';
  for await (const piece of messageJson(context, row)) text += piece;
  return text;
}

function* write(raw: Buffer, row: MessageRow, host: string): Generator<string> {
  const { envelope, id, receivedAt } = row;
  const to = envelope.forwardPaths.map(({ address }) => address);
  const from = envelope.reversePath.address;
  const content = readContent(raw, { start: 0, end: raw.length });
  yield `{"ID":${JSON.stringify(id)},"From":${JSON.stringify(path(from))},"To":${JSON.stringify(to.map(path))},"Content":`;
  yield* contentJson(raw, withTrace(content, row, host), () => ['null']);
  yield `,"Created":${JSON.stringify(goTime(receivedAt))},"MIME":`;
  yield* mimeJson(raw, content);
  yield `,"Raw":{"From":${JSON.stringify(from)},"To":${JSON.stringify(to)},"Data":`;
  yield* textJson(raw, { start: 0, end: raw.length });
  yield `,"Helo":${JSON.stringify(envelope.helo)}}}`;
}

/** The header with what MailHog adds to it. */
function withTrace(content: Content, { id, envelope, receivedAt }: MessageRow, host: string): Content {
  const headers = new Map(content.headers);
  if (!headers.has('Message-ID')) headers.set('Message-ID', [id]);
  const received = `from ${envelope.helo} by ${host} (Restante)\r\n          id ${id}; ${new Date(receivedAt).toUTCString()}`;
  headers.set('Received', [...(headers.get('Received') ?? []), received]);
  headers.set('Return-Path', [...(headers.get('Return-Path') ?? []), `<${envelope.reversePath.address}>`]);
  return { ...content, headers };
}

function path(address: string): PathShape {
  const at = address.lastIndexOf('@');
  return {
    Relays: null,
    Mailbox: at === -1 ? address : address.slice(0, at),
    Domain: at === -1 ? '' : address.slice(at + 1),
    Params: '',
  };
}
