import { Slice } from '../../../lib/slice.js';
import { MessageNotFound } from '../../../store/errors.js';
import { jsonPieces } from '../../json.js';
import { stream } from '../../send.js';
import { endpoint, type PeerCall, PeerError } from '../endpoint.js';
import { countAll, everyRow, findMessage, listSlice } from '../reach.js';
import { email, summarize, timeOf } from './email.js';
import { type Filter, readFilter } from './filters.js';
import type { SummaryPageShape } from './shapes.js';
import type { Prefix, Version } from './version.js';

export const listEmails = (version: Version, prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    scoped: true,
    method: 'get',
    path: `${prefix}/email`,
    differs: version === 2 ? '`receivedDate` is left out.' : '',
    async handle(call) {
      const filter = readFilter(call.query, version);
      const skip = whole(call.query.get('skip')) ?? 0;
      const limit = version === 3 ? whole(call.query.get('limit')) : undefined;
      const sort = version === 3 ? readSort(call.query.get('sort')) : undefined;
      call.res.status(200).set('content-type', 'application/json; charset=utf-8');
      const page = { skip, limit: limit ?? Number.POSITIVE_INFINITY };
      await stream(array(emails(call, version, filter, sort), page), call.res);
    },
  });

export const listSummaries = endpoint({
  peer: 'maildev',
  scoped: true,
  method: 'get',
  path: '/api/email/summary',
  differs: 'In order of arrival, which is not always that of `time`. `search` takes words of all scripts in any case.',
  async handle(call) {
    const { query } = call;
    const skip = whole(query.get('skip')) ?? 0;
    const limit = Math.min(whole(query.get('limit')) || 50, 200);
    const search = query.get('search')?.trim();
    const terms = [
      ...(search ? [{ kind: 'text', field: 'any', value: search } as const] : []),
      ...(query.get('unread') === 'true' ? [{ kind: 'is', what: 'unread' } as const] : []),
    ];
    const order = readSort(query.get('sort')) === 'asc' ? 'oldest' : 'newest';
    const selection =
      terms.length > 0 ? ({ query: { kind: 'and', terms } as const, order } as const) : ({ order } as const);
    const [{ rows, total }, { messages, unseen }] = await Promise.all([
      listSlice(call, selection, { start: skip, limit }),
      countAll(call),
    ]);
    return {
      items: rows.map(summarize),
      total,
      storeTotal: messages,
      unread: unseen,
      skip,
      limit,
    } satisfies SummaryPageShape;
  },
});

/** E-mails in order, each made when it is asked for; one that is deleted meanwhile is left out. */
async function* emails(call: PeerCall, version: Version, filter: Filter | undefined, sort: 'asc' | 'desc' | undefined) {
  for await (const id of ids(call, filter, sort)) {
    const made = await findMessage(call, id)
      .then((message) => email(call.context, message, version))
      .catch((error: unknown) => {
        if (!(error instanceof MessageNotFound)) throw error;
      });
    if (made && (!filter || filter.matches(made))) yield made;
  }
}

/** Ids in order of arrival, or of `time`, for which all of them are looked at first. */
async function* ids(call: PeerCall, filter: Filter | undefined, sort: 'asc' | 'desc' | undefined) {
  const rows = everyRow(call, { query: filter?.query, order: 'oldest' });
  if (!sort) {
    for await (const { id } of rows) yield id;
    return;
  }
  const times: { id: string; time: number }[] = [];
  for await (const row of rows) times.push({ id: row.id, time: timeOf(row) });
  times.sort((a, b) => (sort === 'asc' ? a.time - b.time : b.time - a.time));
  for (const { id } of times) yield id;
}

async function* array(items: AsyncIterable<object>, { skip, limit }: { skip: number; limit: number }) {
  const slice = new Slice();
  let at = 0;
  yield Buffer.from('[');
  if (limit > 0) {
    for await (const item of items) {
      if (at >= skip) {
        if (at > skip) yield Buffer.from(',');
        for (const piece of jsonPieces(item)) {
          yield Buffer.from(piece);
          await slice.turn();
        }
      }
      at += 1;
      if (at - skip >= limit) break;
    }
  }
  yield Buffer.from(']');
}

const whole = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** @throws PeerError 400 */
function readSort(text: string | null): 'asc' | 'desc' | undefined {
  if (text === null) return undefined;
  if (text === 'asc' || text === 'desc') return text;
  throw new PeerError(400, 'sort must be asc or desc');
}
