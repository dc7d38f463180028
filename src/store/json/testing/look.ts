import { createHash } from 'node:crypto';
import type { Store } from '../../store.js';
import { listAll, readAll } from './mail.js';

/** All that can be seen of a store, as plain values; of raw bytes their SHA-256. */
export async function look(store: Store) {
  const { messages, unseen, bytes } = await store.stats();
  const rows = await listAll(store);
  const { accounts } = await store.accounts({ limit: 1000 });
  const mailboxes: unknown[] = [];
  for (const { name } of accounts) {
    mailboxes.push(await store.subscriptions(name), await store.annotations(name, null));
    for (const box of await store.mailboxes(name)) {
      const { entries } = await store.entries(box.id, { limit: 1000 });
      mailboxes.push(box, entries, await store.vanished(box.id, 0), await store.annotations(name, box.id));
    }
  }
  const found = [];
  for (const { id } of rows) {
    const sum = createHash('sha256')
      .update(await readAll(store, id))
      .digest('hex');
    found.push({ ...(await store.get(id)), sum });
  }
  return { position: store.position, messages, unseen, bytes, accounts, mailboxes, found };
}
