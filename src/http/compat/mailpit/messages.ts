import { z } from 'zod';
import { anyCase, BODY_LIMIT, readFields } from '../body.js';
import { endpoint, type PeerCall, PeerError } from '../endpoint.js';
import { readMailpitQuery } from './query.js';
import { readSearch, readZone } from './select.js';

const ids = z.preprocess(
  // A form has one or many.
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(z.string().max(64)).max(100_000).default([]),
);
const truth = z.union([z.boolean(), z.stringbool()]).default(false);
const readStatus = anyCase({ Read: truth, IDs: ids, Search: z.string().default('') });
const deletion = anyCase({ IDs: ids });

export const setReadStatus = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'put',
  body: BODY_LIMIT,
  path: '/api/v1/messages',
  differs: 'A form with `IDs` and `Read` is understood too.',
  async handle(call) {
    const { Read: seen, IDs, Search } = (await readFields(call.req, readStatus)) ?? empty();
    if (IDs.length > 0 && Search !== '') throw new PeerError(400, 'Error: give either IDs or Search, not both');
    const { store } = call.context;
    if (IDs.length > 0) await store.update({ ids: IDs }, { seen });
    else if (Search !== '') await store.update({ query: readMailpitQuery(Search, readZone(call.query)) }, { seen });
    else await store.update({ upTo: store.position }, { seen });
    return ok(call);
  },
});

export const deleteMessages = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'delete',
  body: BODY_LIMIT,
  path: '/api/v1/messages',
  differs:
    'A body that is no JSON gets 400; Mailpit deletes all messages then. A form with `IDs` deletes those. Unknown ids are passed over.',
  async handle(call) {
    const { store } = call.context;
    const { IDs } = (await readFields(call.req, deletion)) ?? { IDs: [] };
    await store.delete(IDs.length > 0 ? { ids: IDs } : { upTo: store.position });
    return ok(call);
  },
});

export const deleteBySearch = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'delete',
  path: '/api/v1/search',
  differs:
    'A date that is none, an operator without a value and an unknown `tz` get 400 and delete nothing; Mailpit passes such a term over, and so deletes all messages.',
  async handle(call) {
    const query = readSearch(call.query);
    const { store } = call.context;
    await store.delete({ query, upTo: store.position });
    return ok(call);
  },
});

function empty(): never {
  throw new PeerError(400, 'Error: this request has no body');
}

/** Mailpit's word for done. */
export function ok({ res }: Pick<PeerCall, 'res'>): undefined {
  res.status(200).set('content-type', 'text/plain; charset=utf-8').end('ok');
  return undefined;
}
