import { MessageNotFound } from '../../store/errors.js';
import type { ListOptions, Message, MessageRow, Selection } from '../../store/store.js';
import type { PeerCall } from './endpoint.js';

/** Rows asked of the store at one go. */
const STEP = 500;
/** An id as the store makes them (UUID, RFC 9562). Others never reach a driver, which may have files of that name. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Caller = Pick<PeerCall, 'context' | 'res'>;

/** Ends a search whose client has gone. */
function signalOf({ res }: Caller): AbortSignal {
  const gone = new AbortController();
  res.once('close', () => gone.abort());
  return gone.signal;
}

/** @throws MessageNotFound */
export async function findMessage({ context }: Caller, id: string): Promise<Message> {
  if (!ID.test(id)) throw new MessageNotFound(id);
  return context.store.get(id);
}

export interface Slice {
  readonly rows: readonly MessageRow[];
  /** All matches of the selection. */
  readonly total: number;
}

/** The peers' pages: `limit` rows after the first `start`. The total is counted whatever it costs, for they tell it. */
export async function listSlice(
  call: Caller,
  selection: Selection & Pick<ListOptions, 'order'>,
  { start, limit }: { start: number; limit: number },
): Promise<Slice> {
  const rows: MessageRow[] = [];
  let at = 0;
  let total = 0;
  let after: number | undefined;
  const signal = signalOf(call);
  do {
    // Rows before `start` are passed over by the same pages, the last of which ends where the wanted ones begin.
    const wanted = at < start ? start - at : limit - rows.length;
    const page = await call.context.store.list({
      ...selection,
      after,
      limit: Math.min(STEP, Math.max(1, wanted)),
      count: at === 0,
      signal,
    });
    if (at === 0) total = page.total ?? 0;
    if (at >= start && limit > 0) rows.push(...page.messages);
    at += page.messages.length;
    after = page.next ?? undefined;
  } while (after !== undefined && rows.length < limit && at < total);
  return { rows, total };
}

/** Every matching row, page by page, so that a reader takes no more memory than a page. */
export async function* everyRow(
  call: Caller,
  selection: Selection & Pick<ListOptions, 'order'>,
): AsyncGenerator<MessageRow> {
  const signal = signalOf(call);
  let after: number | undefined;
  do {
    const page = await call.context.store.list({ ...selection, after, limit: STEP, signal });
    yield* page.messages;
    after = page.next ?? undefined;
  } while (after !== undefined);
}

/** The newest message that matches; undefined when there is none. */
export async function newest(call: Caller, selection: Selection): Promise<MessageRow | undefined> {
  const page = await call.context.store.list({ ...selection, limit: 1, signal: signalOf(call) });
  return page.messages[0];
}

/** How many messages the caller may see, and how many of them are unread. */
export async function countAll(call: Caller): Promise<{ messages: number; unseen: number }> {
  const { store, lease } = call.context;
  if (!lease) return store.stats();
  const count = async (selection: Selection) => (await listSlice(call, selection, { start: 0, limit: 0 })).total;
  return { messages: await count({}), unseen: await count({ query: { kind: 'is', what: 'unread' } }) };
}
