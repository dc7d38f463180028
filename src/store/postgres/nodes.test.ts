import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Mirror } from '../contract/mirror.js';
import { listAll, mail, send } from '../json/testing/mail.js';
import type { Store, StoreEvent } from '../store.js';
import { createPostgresStore } from './index.js';
import { freshSchema } from './testing/shared.js';

/** Several nodes on one database, in one process. */

let schema: Awaited<ReturnType<typeof freshSchema>>;
let nodes: Store[] = [];
beforeEach(async () => {
  schema = await freshSchema();
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  nodes = [];
  await schema.remove();
});

async function node(retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 }): Promise<Store> {
  const store = createPostgresStore({ url: schema.url, retention });
  await store.open();
  nodes.push(store);
  return store;
}

const level = async (...stores: readonly Store[]): Promise<void> => {
  const goal = Math.max(...stores.map(({ position }) => position));
  while (stores.some(({ position }) => position < goal)) await sleep(2);
};

describe('nodes on one database', () => {
  it('that start at one time make the schema once', async () => {
    const all = await Promise.all([node(), node(), node(), node()]);
    expect(new Set(all.map(({ epoch }) => epoch)).size).toBe(1);
    expect(await all[0]?.verify()).toEqual([]);
  });

  it('that all change the same mailboxes give UIDs, modseqs and positions once, and each hears all of it', async () => {
    const stores = await Promise.all([node(), node(), node()]);
    const heard = stores.map(() => [] as StoreEvent[]);
    for (const [i, store] of stores.entries()) store.subscribe((event) => void heard[i]?.push(event));
    await stores[0]?.ensureAccount('a');
    const inbox = (await (stores[0] as Store).mailbox('a', 'INBOX')).id;
    await Promise.all(
      stores.flatMap((store, s) =>
        Array.from({ length: 4 }, async (_, w) => {
          for (let n = 0; n < 12; n++) {
            const { id, locations } = await send(store, mail(`${s}.${w}.${n}`), [
              { account: 'a' },
              { account: 'catchall' },
            ]);
            const uid = locations[0]?.uid ?? 0;
            if (n % 3 === 0)
              await store.setFlags(inbox, [{ first: uid, last: uid }], { mode: 'add', flags: [`K${s}`, 'Shared'] });
            if (n % 4 !== 3) continue;
            // A node that reads of an arrival when the message is gone again leaves it out.
            await level(...stores);
            await store.delete({ ids: [id] });
          }
        }),
      ),
    );
    await level(...stores);
    const [first] = heard;
    for (const each of heard)
      expect(each.map(({ position, type }) => [position, type])).toEqual(
        first?.map(({ position, type }) => [position, type]),
      );
    expect(first?.map(({ position }) => position)).toEqual(
      Array.from({ length: stores[0]?.position ?? 0 }, (_, i) => i + 1),
    );
    const modseqs = (first ?? []).flatMap((event) =>
      'mailboxId' in event && event.mailboxId === inbox && event.type === 'entries'
        ? event.entries.map(({ modseq }) => modseq)
        : [],
    );
    expect(modseqs).toEqual([...new Set(modseqs)].sort((a, b) => a - b));
    for (const [i, store] of stores.entries()) {
      const mirror = new Mirror();
      for (const event of heard[i] ?? []) mirror.take(event);
      await mirror.compare(store);
    }
    expect(await stores[1]?.verify()).toEqual([]);
  });

  it('let a session go on at another node, from where it was', async () => {
    const one = await node();
    await send(one, mail('first'), [{ account: 'a' }]);
    const since = one.position;
    await send(one, mail('second'), [{ account: 'a' }]);
    // It begins after all that, and still knows what was before.
    const two = await node();
    const heard: StoreEvent[] = [];
    two.subscribe((event) => void heard.push(event), { since });
    await send(one, mail('third'), [{ account: 'a' }]);
    await level(one, two);
    const subjects = heard.flatMap((event) => (event.type === 'message' ? event.message.summary.subject : []));
    expect(subjects).toEqual(['second', 'third']);
    const survey = await two.survey((await two.mailbox('a', 'INBOX')).id);
    expect(survey).toMatchObject({ uids: [{ first: 1, last: 3 }] });
    expect(await two.verify()).toEqual([]);
  });

  it('keep to one bound together: the oldest go once', async () => {
    const bounds = { maxMessages: 20, maxBytes: 0, maxAge: 0 };
    const stores = await Promise.all([node(bounds), node(bounds)]);
    const gone: string[] = [];
    stores[0]?.subscribe((event) => {
      if (event.type === 'deleted') gone.push(...event.ids);
    });
    await Promise.all(
      stores.flatMap((store) => Array.from({ length: 40 }, (_, i) => send(store, mail(`m${i}`), [{ account: 'a' }]))),
    );
    await level(...stores);
    expect(await listAll(stores[1] as Store)).toHaveLength(20);
    expect(gone).toHaveLength(60);
    expect(new Set(gone).size).toBe(60);
    expect(await stores[0]?.verify()).toEqual([]);
  });

  it('share their settings, and the slower of two who change them is told', async () => {
    const [one, two] = [await node(), await node()];
    const told: number[] = [];
    expect(await two.settings?.read()).toEqual({ text: null, revision: 0 });
    two.settings?.watch(() => told.push(1));
    expect(await one.settings?.write('{"a":1}', 0)).toBe(true);
    while (told.length === 0) await sleep(2);
    expect(await two.settings?.read()).toEqual({ text: '{"a":1}', revision: 1 });
    expect(await one.settings?.write('{"a":2}', 0)).toBe(false);
    expect(await two.settings?.write('{"a":2}', 1)).toBe(true);
    expect(await one.verify()).toEqual([]);
  });
});
