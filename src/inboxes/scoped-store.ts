import { MessageNotFound, NotInScope } from '../store/errors.js';
import type {
  ByteRange,
  ListOptions,
  Message,
  MessageChange,
  Page,
  Selection,
  Store,
  StoreEvent,
  SubscribeOptions,
  Subscription,
} from '../store/store.js';
import type { Lease } from './lease.js';
import { EMPTIED_AT_ONCE } from './limits.js';

/**
 * The store as the owner of one inbox sees it: what is not in that account is not there. It stands in the place of the
 * store for a whole request, so whatever a route does with it stays inside; what it does not know it refuses.
 *
 * @param catchAll the account that holds every message beside its own
 */
export function scopedStore(store: Store, { account, ids }: Lease, catchAll: string): Store {
  const refuse = (): never => {
    throw new NotInScope();
  };
  const own = (selection: Selection): Selection | undefined =>
    selection.account === undefined || selection.account === account ? { ...selection, account } : undefined;

  async function get(id: string): Promise<Message> {
    const message = await store.get(id);
    const locations = message.locations.filter((location) => location.account === account);
    if (locations.length === 0) throw new MessageNotFound(id);
    return { ...message, locations };
  }

  return {
    kind: store.kind,
    folder: null,
    get failure() {
      return store.failure;
    },
    get epoch() {
      return store.epoch;
    },
    get position() {
      return store.position;
    },
    reach: store.reach && ((position) => store.reach?.(position) ?? Promise.resolve()),
    get,
    async *read(id: string, range?: ByteRange) {
      await get(id);
      yield* store.read(id, range);
    },
    list(options: ListOptions): Promise<Page> {
      const selection = own(options);
      return selection ? store.list({ ...options, account }) : Promise.resolve({ messages: [], next: null, total: 0 });
    },
    async update(selection: Selection, change: MessageChange): Promise<number> {
      const scoped = own(selection);
      return scoped ? store.update(scoped, change) : 0;
    },
    async delete(selection: Selection): Promise<number> {
      const scoped = own(selection);
      return scoped ? deleteFrom(store, account, catchAll, scoped) : 0;
    },
    subscribe(listener: (event: StoreEvent) => void, options?: SubscribeOptions): Subscription {
      return store.subscribe((event) => {
        const seen = within(event, account, ids);
        if (seen) listener(seen);
      }, options);
    },
    open: refuse,
    close: refuse,
    verify: refuse,
    stats: refuse,
    draft: refuse,
    append: refuse,
    appendAll: refuse,
    accounts: refuse,
    account: refuse,
    ensureAccount: refuse,
    deleteAccount: refuse,
    mailboxes: refuse,
    mailbox: refuse,
    mailboxById: refuse,
    survey: refuse,
    createMailbox: refuse,
    renameMailbox: refuse,
    renumberMailbox: refuse,
    deleteMailbox: refuse,
    setSubscribed: refuse,
    subscriptions: refuse,
    annotations: refuse,
    annotate: refuse,
    entries: refuse,
    setFlags: refuse,
    expunge: refuse,
    copy: refuse,
    move: refuse,
    vanished: refuse,
    claimRecent: refuse,
  };
}

/** The part of an event that is of this account; undefined for none. */
function within(event: StoreEvent, account: string, ids: ReadonlySet<string>): StoreEvent | undefined {
  switch (event.type) {
    case 'message': {
      const locations = event.locations.filter((location) => location.account === account);
      return locations.length > 0 ? { ...event, locations } : undefined;
    }
    case 'deleted': {
      const gone = event.ids.filter((id) => ids.has(id));
      return gone.length > 0 ? { ...event, ids: gone, accounts: [account] } : undefined;
    }
    case 'updated': {
      const messages = event.messages.filter(({ id }) => ids.has(id));
      return messages.length > 0 ? { ...event, messages } : undefined;
    }
    default:
      return event.account === account ? event : undefined;
  }
}

/**
 * Takes messages out of one account. A message that others have too stays with them; one that only the catch-all has
 * beside this account is gone.
 */
export async function deleteFrom(
  store: Store,
  account: string,
  catchAll: string,
  selection: Selection,
): Promise<number> {
  const upTo = selection.upTo ?? store.position;
  let count = 0;
  let after: number | undefined;
  do {
    const options = { ...selection, account, upTo, after, order: 'oldest', limit: EMPTIED_AT_ONCE } as const;
    const page = await store.list(options);
    const alone: string[] = [];
    for (const { id } of page.messages) {
      if (await removeShared(store, id, account, catchAll)) count += 1;
      else alone.push(id);
    }
    if (alone.length > 0) count += await store.delete({ ids: alone });
    after = page.next ?? undefined;
  } while (after !== undefined);
  return count;
}

/** Takes a message that others have too out of an account; false when there are no others. */
async function removeShared(store: Store, id: string, account: string, catchAll: string): Promise<boolean> {
  const message = await store.get(id).catch((error: unknown) => {
    if (error instanceof MessageNotFound) return undefined;
    throw error;
  });
  if (!message?.locations.some((location) => location.account !== account && location.account !== catchAll)) {
    return false;
  }
  for (const location of message.locations) {
    if (location.account !== account) continue;
    const uids = [{ first: location.uid, last: location.uid }];
    await store.setFlags(location.mailboxId, uids, { mode: 'add', flags: ['\\Deleted'] });
    await store.expunge(location.mailboxId, uids);
  }
  return true;
}
