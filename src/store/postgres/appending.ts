import { changed } from '../captured.js';
import { StoreFull } from '../errors.js';
import { IdSource } from '../ids.js';
import type { Arrival } from '../model/arrival.js';
import { prepare } from '../model/arrive.js';
import { checkRoom } from '../model/mailboxes.js';
import { Model } from '../model/model.js';
import { replacedEntry } from '../model/replace.js';
import { overdue } from '../model/retention.js';
import type { Capture, Message, Retention } from '../types.js';
import type { PostgresDraft } from './draft.js';
import { SLICE } from './limits.js';
import type { Workspace } from './working/workspace.js';

/** Messages that are loaded at once to see whether they must go; more follow when all of them must. */
const FIRST_LOOK = 32;

/** Knows no account and no mailbox: what can be said without them. */
const NOTHING = new Model();

/**
 * Checks and packs what arrived; what depends on the store is checked in its transaction.
 * @throws StoreFull when it is more than may ever be kept, and what `prepare` throws
 */
export function admit(captures: readonly Capture[], { maxBytes, maxMessages }: Retention): Arrival[] {
  const arrivals = captures.map((capture) => ({
    ...prepare(NOTHING, capture.replaces ? changed(capture, { replaces: undefined }) : capture, capture.draft.size),
    replaces: capture.replaces ?? null,
  }));
  const cost = arrivals.reduce((sum, arrival) => sum + arrival.cost, 0);
  const what = arrivals.length === 1 ? 'A message' : `${arrivals.length} messages`;
  if (maxBytes > 0 && cost > maxBytes)
    throw new StoreFull(`${what} of ${cost} bytes, descriptions included, is more than the store may hold.`, true);
  if (maxMessages > 0 && arrivals.length > maxMessages)
    throw new StoreFull(`${what} at one time is more than the store may hold.`, true);
  return arrivals;
}

/** Gives messages their ids, and puts them into the store within a transaction. */
export class Appending {
  readonly #ids = new IdSource();
  #lastId = '';

  constructor(
    private readonly retention: Retention,
    private readonly now: () => number,
  ) {}

  /** @throws MailboxNotFound, EntryNotFound, AccountLimit; nothing has been changed then */
  async run(work: Workspace, arrivals: readonly Arrival[], drafts: readonly PostgresDraft[]): Promise<Message[]> {
    const at = this.now();
    await this.#load(work, arrivals);
    const { model } = work;
    for (const { replaces, targets } of arrivals) {
      if (replaces) replacedEntry(model, replaces);
      for (const { account, mailbox } of targets) checkRoom(model.accounts.get(account), mailbox);
    }
    const canonical = arrivals.map((arrival) => ({
      ...arrival,
      targets: arrival.targets.map((target, i) => ({ ...target, flags: model.flags.of(givenFlags(arrival)[i]) })),
    }));
    // Those of other nodes are behind them too.
    const { last_id: last } = work.state;
    if (last !== null && last !== this.#lastId && work.fresh.size === 0) this.#ids.continueAfter(last);
    const evicted = await evict(work, this.retention, at, canonical);
    const arriving = canonical.map((arrival, i) => ({ id: this.#ids.next(at), arrival, keep: () => drafts[i] }));
    this.#lastId = arriving.at(-1)?.id ?? this.#lastId;
    const messages = evicted.length > 0 ? afterEvictions(arriving, work) : arriving;
    return work.run<'append'>({ op: 'append', at, messages });
  }

  async #load(work: Workspace, arrivals: readonly Arrival[]): Promise<void> {
    await work.accounts(arrivals.flatMap(({ targets }) => targets.map(({ account }) => account)));
    await work.keywords(arrivals.flatMap((arrival) => givenFlags(arrival).flat()));
    for (const { replaces } of arrivals)
      if (replaces) await work.entries(replaces.mailboxId, [{ first: replaces.uid, last: replaces.uid }], 1);
  }
}

/** Flags of each target as they were given: how a keyword is written is for the database to say. */
const givenFlags = ({ capture }: Arrival): (readonly string[])[] =>
  (capture?.deliveries ?? []).map(({ flags = [] }) => flags);

/** What has been evicted need not be replaced. */
function afterEvictions<A extends { readonly arrival: Arrival }>(arriving: readonly A[], { model }: Workspace): A[] {
  return arriving.map((each) => {
    const { replaces } = each.arrival;
    if (!replaces || model.mailboxes.get(replaces.mailboxId)?.entries.get(replaces.uid)) return each;
    return { ...each, arrival: { ...each.arrival, replaces: null } };
  });
}

/**
 * Evicts the oldest messages that are in the way of those that come, or too old.
 * @param limit at most so many
 * @returns their ids
 */
export async function evict(
  work: Workspace,
  bounds: Retention,
  at: number,
  coming: readonly Arrival[],
  limit = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const evicted: string[] = [];
  for (let look = Math.max(FIRST_LOOK, 2 * coming.length); isNear(work, bounds, coming); look = SLICE) {
    const wanted = Math.min(look, limit - evicted.length);
    if (wanted <= 0) break;
    await work.oldest(wanted + coming.length);
    const late = overdue(work.model, bounds, at, coming, wanted).map(({ id }) => id);
    if (late.length === 0) break;
    work.run<'delete'>({ op: 'delete', ids: late, reason: 'retention' });
    evicted.push(...late);
    if (late.length < wanted) break;
  }
  return evicted;
}

/** Whether a bound may be passed: only then the oldest are looked at. */
function isNear(
  { model }: Workspace,
  { maxMessages, maxBytes, maxAge }: Retention,
  coming: readonly Arrival[],
): boolean {
  const count = model.arrivals.length + coming.length;
  const cost = coming.reduce((sum, arrival) => sum + arrival.cost, model.cost);
  return (
    (maxMessages > 0 && count > maxMessages) ||
    (maxBytes > 0 && cost > maxBytes) ||
    (maxAge > 0 && model.arrivals.length > 0)
  );
}
