import { afterEach, describe, expect, it } from 'vitest';
import { outboxContract } from '../contract/outbox.js';
import type { NewOutboxItem, Outbox } from '../outbox.js';
import { createPostgresStore } from './index.js';
import { freshSchema } from './testing/shared.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  // The schema goes last.
  for (const end of ends.splice(0).reverse()) await end();
});

async function node(url: string): Promise<Outbox> {
  const store = createPostgresStore({ url, retention });
  await store.open();
  const outbox = store.outbox as Outbox;
  await outbox.open();
  ends.push(async () => {
    expect(await store.verify()).toEqual([]);
    await outbox.close();
    await store.close();
  });
  return outbox;
}

async function database(): Promise<string> {
  const { url, remove } = await freshSchema();
  ends.push(remove);
  return url;
}

outboxContract('postgres', { open: async () => node(await database()) });

const item = (destination: string): NewOutboxItem => ({
  messageId: 'm1',
  destination,
  orders: {},
  recipients: [{ address: `ann@${destination}`, notify: null, orcpt: null }],
  expiresAt: Date.now() + 3_600_000,
});
const all = { limit: 100, perDestination: 100, leaseMs: 60_000 };

describe('the outbox of several nodes', () => {
  it('gives each item to one of them, however many ask at one time', async () => {
    const url = await database();
    const nodes = await Promise.all([node(url), node(url), node(url)]);
    await nodes[0]?.add(Array.from({ length: 60 }, (_, i) => item(`d${i % 7}.example`)));
    const now = Date.now();
    const claimed = await Promise.all(
      nodes.flatMap((outbox) =>
        Array.from({ length: 5 }, () => outbox.claim({ ...all, limit: 6, perDestination: 4, now })),
      ),
    );
    const ids = claimed.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const perDestination = new Map<string, number>();
    for (const { destination } of claimed.flat())
      perDestination.set(destination, (perDestination.get(destination) ?? 0) + 1);
    expect([...perDestination.values()]).toEqual(Array.from({ length: 7 }, () => 4));
  });

  it('gives what a node that is gone was at to another: what had begun is not sent again', async () => {
    const url = await database();
    const [one, two] = [await node(url), await node(url)];
    const [a, b] = await one.add([item('a.example'), item('b.example')]);
    const now = Date.now();
    const [first] = await one.claim({ ...all, now, leaseMs: 1000 });
    await one.begin(a?.id ?? '', first?.lease?.token ?? '', [0]);
    expect(await two.claim({ ...all, now })).toEqual([]);
    expect(await two.nextDue()).toBe(now + 1000);
    const again = await two.claim({ ...all, now: now + 1000 });
    expect(again.map(({ id }) => id)).toEqual([b?.id]);
    expect((await two.get(a?.id ?? '')).recipients).toMatchObject([{ state: 'uncertain' }]);
  });

  it('wakes the others when there is something to do', async () => {
    const url = await database();
    const [one, two] = [await node(url), await node(url)];
    const woken = new Promise<void>((resolve) => two.onWork(resolve));
    await one.add([item('a.example')]);
    await woken;
    expect(await two.claim({ ...all, now: Date.now() })).toHaveLength(1);
  });

  it('keeps mail that two of them looked at once', async () => {
    const url = await database();
    const [one, two] = [await node(url), await node(url)];
    await one.add([item('a.example')], { epoch: 'e', position: 5 });
    await expect(two.add([item('a.example')], { epoch: 'e', position: 5, from: 0 })).rejects.toMatchObject({
      code: 'seen-elsewhere',
    });
    expect((await two.counts()).waiting).toBe(1);
    await two.add([item('b.example')], { epoch: 'e', position: 9, from: 5 });
    // What one node noted late takes nothing back.
    await one.add([], { epoch: 'e', position: 7 });
    expect(await one.seen()).toEqual({ epoch: 'e', position: 9 });
  });
});
