import type { Query } from '../../../search/ast.js';
import { MessageNotFound } from '../../../store/errors.js';
import type { MessageRow, Selection } from '../../../store/store.js';
import { stream } from '../../send.js';
import { endpoint, type PeerCall, PeerError } from '../endpoint.js';
import { findMessage, listSlice } from '../reach.js';
import { messageJson } from './message.js';

/** Messages of a page without `limit`, and at most. */
const PAGE = 50;
const MOST = 250;
/** Messages of the bare array of version 1. */
const ARRAY = 1000;

export const listMessages = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v2/messages',
  differs: 'A `start` behind the end gives an empty page, not the oldest message.',
  handle: (call) => sendResult(call, {}, 'text/json'),
});

export const search = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v2/search',
  differs: '`containing` looks into the decoded texts, subject, addresses and file names, not into encoded bytes.',
  async handle(call) {
    const value = call.query.get('query') ?? '';
    const query = condition(call.query.get('kind'), value);
    if (value === '' || !query) throw new PeerError(400, '');
    return sendResult(call, { query }, 'application/json');
  },
});

function condition(kind: string | null, value: string): Query | undefined {
  if (kind === 'from' || kind === 'to') return { kind: 'text', field: kind, value };
  return kind === 'containing' ? { kind: 'text', field: 'any', value } : undefined;
}

export const listBare = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v1/messages',
  differs: 'Only with `--compat mailhog`; without it this is Mailpit’s.',
  applies: ({ context, query }) =>
    context.config.http.compat === 'mailhog' && !['start', 'limit', 'before'].some((name) => query.has(name)),
  async handle(call) {
    const { rows } = await listSlice(call, {}, { start: 0, limit: ARRAY });
    call.res.status(200).set('content-type', 'text/json; charset=utf-8');
    await stream(bytes(array(call, rows, { written: 0 })), call.res);
  },
});

export const getMessage = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'get',
  path: '/api/v1/messages/{id}',
  opens: 'message',
  differs: '',
  async handle(call) {
    // As MailHog's storage in memory: no message is `null`.
    const message = await findMessage(call, call.params.id).catch(nothing);
    call.res.status(200).set('content-type', 'text/json; charset=utf-8');
    if (message) await stream(bytes(messageJson(call.context, message)), call.res);
    else call.res.end('null');
  },
});

export function nothing(error: unknown): undefined {
  if (!(error instanceof MessageNotFound)) throw error;
}

async function sendResult(call: PeerCall, selection: Selection, type: string): Promise<undefined> {
  const { start, limit } = readPage(call.query);
  const { rows, total } = await listSlice(call, selection, { start, limit });
  call.res.status(200).set('content-type', `${type}; charset=utf-8`);
  await stream(bytes(result()), call.res);
  return undefined;

  async function* result(): AsyncGenerator<string> {
    const counter = { written: 0 };
    yield `{"total":${total},"start":${start},"items":`;
    yield* array(call, rows, counter);
    yield `,"count":${counter.written}}`;
  }
}

/** Messages one after the other, so that only one is in memory; one that is deleted meanwhile is left out. */
async function* array(
  call: PeerCall,
  rows: readonly MessageRow[],
  counter: { written: number },
): AsyncGenerator<string> {
  yield '[';
  for (const row of rows) {
    const pieces = messageJson(call.context, row);
    const first = await pieces.next().catch((error) => nothing(error));
    if (!first) continue;
    yield counter.written === 0 ? '' : ',';
    counter.written += 1;
    if (!first.done) yield first.value;
    yield* pieces;
  }
  yield ']';
}

async function* bytes(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) if (piece !== '') yield Buffer.from(piece);
}

function readPage(query: URLSearchParams): { start: number; limit: number } {
  const number = (name: string) => (/^\d{1,9}$/.test(query.get(name) ?? '') ? Number(query.get(name)) : 0);
  return { start: number('start'), limit: Math.min(number('limit') || PAGE, MOST) };
}
