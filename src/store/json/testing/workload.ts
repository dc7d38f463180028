import type { Store } from '../../store.js';
import type { JsonStore } from '../store.js';
import type { Promises } from './promises.js';

/** More than travels in the journal. */
const LARGE = 70 * 1024;

/**
 * Everything that a store does, in an order that puts things side by side: arrivals together, changes behind them, a
 * compaction while messages come.
 */
export async function workload(store: JsonStore, promises: Promises): Promise<void> {
  const to = (account: string, mailbox?: string) => ({ account, mailbox });
  await Promise.all([
    promises.send(store, 1000, [to('a'), to('catchall')]),
    promises.send(store, 5000, [to('b'), to('catchall')]),
    promises.send(store, LARGE, [to('a'), to('catchall')]),
    promises.send(store, 0, [to('c', 'Work/Reports')]),
  ]);
  const [, second] = [...promises.given.keys()];
  await Promise.all([
    promises.change(() => flags(store, 'a')),
    promises.send(store, 1000, [to('a')]),
    promises.delete(store, second ? [second] : []),
    promises.change(() => store.createMailbox('a', 'Archive')),
    promises.send(store, 2000, [to('a', 'Archive'), to('catchall')]),
  ]);
  await promises.change(() => move(store, promises, 'a', 'Archive'));
  const draft = await promises.send(store, 400, [to('e', 'Drafts')]);
  await Promise.all([
    promises.sendAll(store, [200, LARGE, 3000], [to('a', 'Archive')]),
    promises.change(() => store.annotate('a', null, [{ name: '/shared/comment', value: 'of a' }])),
    draft ? promises.replace(store, draft.id, [to('e', 'Drafts')]) : undefined,
    promises.sendAll(store, [100, 100], [to('b'), to('catchall')]),
  ]);
  await Promise.all([
    promises.change(() => store.renameMailbox('a', 'Archive', 'Old/Archive')),
    promises.send(store, 500, [to('catchall')]),
    promises.send(store, LARGE + 1, [to('catchall')]),
    promises.change(() => store.update({ account: 'catchall' }, { seen: true, addTags: ['t'] })),
  ]);
  const [, inBoth] = await Promise.all([
    store.compactNow(),
    promises.send(store, 300, [to('a'), to('d')]),
    promises.send(store, LARGE, [to('catchall')]),
    promises.change(() => store.setSubscribed('a', 'Lists', true)),
  ]);
  const late = [...promises.given.keys()].at(-1);
  promises.moving(inBoth ? [inBoth.id] : []);
  await Promise.all([
    promises.delete(store, late ? [late] : []),
    promises.change(() => store.deleteAccount('d')),
    promises.send(store, 300, [to('a')]),
    store.compactNow(),
    promises.send(store, 300, [to('b')]),
    promises.send(store, LARGE, [to('b')]),
  ]);
}

async function flags(store: Store, account: string): Promise<void> {
  const { id } = await store.mailbox(account, 'INBOX');
  await store.setFlags(id, [{ first: 1, last: 2 }], { mode: 'add', flags: ['\\Flagged', 'Work'] });
}

async function move(store: Store, promises: Promises, account: string, name: string): Promise<void> {
  const [from, to] = await Promise.all([store.mailbox(account, 'INBOX'), store.mailbox(account, name)]);
  const uids = [{ first: 1, last: 2 }];
  const { entries } = await store.entries(from.id, { uids, limit: 10 });
  promises.moving(entries.map(({ messageId }) => messageId));
  await store.move(from.id, uids, to.id);
}
