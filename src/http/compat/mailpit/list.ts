import { Slice } from '../../../lib/slice.js';
import { tagCounts } from '../../api/tags.js';
import { allOf } from '../../selection.js';
import { stream } from '../../send.js';
import type { PeerCall } from '../endpoint.js';
import { endpoint } from '../endpoint.js';
import { countAll, everyRow, listSlice } from '../reach.js';
import { readBefore, readPage, readSearch } from './select.js';
import type { ListShape } from './shapes.js';
import { summarize } from './summary.js';

export const listMessages = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/messages',
  differs: 'Empty address lists are `[]`, never `null`. A `before` that is no date gets 400.',
  async handle(call) {
    const { start, limit } = readPage(call.query);
    const before = readBefore(call.query);
    const selection = before ? { query: before } : {};
    const facts = await mailbox(call);
    if (limit === 0) return listEverything(call, selection, facts);
    const { rows } = await listSlice(call, selection, { start, limit });
    return {
      ...facts,
      count: rows.length,
      messages_count: facts.total,
      messages_unread: facts.unread,
      start,
      messages: rows.map(summarize),
    } satisfies ListShape;
  },
});

export const search = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/search',
  differs:
    'A date that is none, an operator without a value and an unknown `tz` get 400 instead of finding everything. `_` and `%` are no wildcards. Letters of all scripts are found in any case.',
  async handle(call) {
    const { start, limit } = readPage(call.query);
    const query = readSearch(call.query);
    const { rows, total } = await listSlice(call, { query }, { start, limit });
    const unread = await listSlice(
      call,
      { query: allOf(query, { kind: 'is', what: 'unread' }) },
      { start: 0, limit: 0 },
    );
    return {
      ...(await mailbox(call)),
      count: rows.length,
      messages_count: total,
      messages_unread: unread.total,
      start,
      messages: rows.map(summarize),
    } satisfies ListShape;
  },
});

/** What every list tells of the whole mailbox. */
async function mailbox(call: PeerCall): Promise<Pick<ListShape, 'total' | 'unread' | 'tags'>> {
  const { store } = call.context;
  const [{ messages, unseen }, tags] = await Promise.all([countAll(call), tagCounts(store)]);
  return { total: messages, unread: unseen, tags: tags.map(({ name }) => name) };
}

/** `limit=0` means all of them: written row by row, however many they are. */
async function listEverything(
  call: PeerCall,
  selection: Parameters<typeof everyRow>[1],
  facts: Pick<ListShape, 'total' | 'unread' | 'tags'>,
): Promise<undefined> {
  call.res.status(200).set('content-type', 'application/json; charset=utf-8');
  await stream(pieces(), call.res);
  return undefined;

  async function* pieces(): AsyncGenerator<Buffer> {
    const slice = new Slice();
    let count = 0;
    yield Buffer.from('{"messages":[');
    for await (const row of everyRow(call, selection)) {
      yield Buffer.from((count === 0 ? '' : ',') + JSON.stringify(summarize(row)));
      count += 1;
      await slice.turn();
    }
    const rest = { ...facts, count, messages_count: facts.total, messages_unread: facts.unread, start: 0 };
    yield Buffer.from(`],${JSON.stringify(rest).slice(1)}`);
  }
}
