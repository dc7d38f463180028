import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_ENVELOPE } from '../../message/testing/envelope.js';
import { listAll, readAll, send } from '../json/testing/mail.js';
import { Receiver } from '../receive.js';
import type { Retention, Store } from '../store.js';
import { Database } from './database.js';
import { Generations } from './generations.js';
import { createPostgresStore } from './index.js';
import { freshSchema } from './testing/shared.js';

const FOREVER = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const GENERATION_BYTES = 150_000;

let schema: Awaited<ReturnType<typeof freshSchema>>;
let database: Database;
let stores: Store[];
beforeEach(async () => {
  schema = await freshSchema();
  database = new Database({ url: schema.url });
  stores = [];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await database.close();
  await schema.remove();
});

async function node(retention: Retention = FOREVER, now: () => number = Date.now) {
  const store = createPostgresStore({ url: schema.url, retention, now });
  await store.open();
  stores.push(store);
  return { store, generations: new Generations({ database, retention, now, generationBytes: GENERATION_BYTES }) };
}

const begin = async (store: Store, raw: Buffer): Promise<Receiver> => {
  const receiver = new Receiver(store);
  await receiver.write(raw);
  return receiver;
};
const commit = (receiver: Receiver) =>
  receiver.commit({ envelope: EMPTY_ENVELOPE, deliveries: [{ account: 'a', mailbox: 'INBOX' }] });

/** A message that no compression makes smaller, and that has no text for searches. */
const letter = (bytes: number): Buffer =>
  Buffer.concat([
    Buffer.from('Subject: x\r\nContent-Type: image/png\r\n\r\n'),
    Buffer.from(randomBytes(bytes / 2).toString('hex')),
  ]);
const deliver = (store: Store, raw: Buffer) => send(store, raw, [{ account: 'a' }]);

/** Also when the store's own housekeeping is just doing it. */
async function round(generations: Generations): Promise<void> {
  while (!(await generations.round())) await sleep(5);
}

const numbers = async (): Promise<number[]> =>
  (await database.once<{ number: number }>('SELECT number FROM @generations ORDER BY 1', [])).map((row) => row.number);
const generationOf = async (id: string): Promise<number> => {
  const [row] = await database.once<{ generation: number }>('SELECT generation FROM @messages WHERE id = $1', [id]);
  return row?.generation ?? Number.NaN;
};
const pieces = async (): Promise<{ all: number; left: number }> => {
  const [row] = await database.once<{ all: number; left: number }>(
    `SELECT count(*) AS all, count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM @messages m WHERE m.body = p.body)) AS left
     FROM @parcels p`,
    [],
  );
  return row ?? { all: Number.NaN, left: Number.NaN };
};

describe('generations of raw bytes', () => {
  it('begin when the latest is full, and go as a whole when retention has taken all of one', async () => {
    const { store, generations } = await node({ ...FOREVER, maxMessages: 40 });
    const sent = new Map<string, Buffer>();
    for (let stretch = 0; stretch < 10; stretch++) {
      for (let i = 0; i < 20; i++) {
        const raw = letter(20_000);
        sent.set((await deliver(store, raw)).id, raw);
      }
      await round(generations);
    }
    const left = await numbers();
    // 40 messages are in two or three generations; one is full and empty, one is the latest.
    expect(left.length).toBeLessThanOrEqual(5);
    expect(left.at(-1)).toBe(10);
    expect(left[0]).toBeGreaterThan(5);
    const rows = await listAll(store);
    expect(rows).toHaveLength(40);
    for (const { id } of rows) expect((await readAll(store, id)).equals(sent.get(id) ?? Buffer.alloc(0))).toBe(true);
    expect((await pieces()).all).toBeLessThan(100);
    expect(await store.verify()).toEqual([]);
  });

  it('keep what retention took until they end, and lose at once what a user deletes', async () => {
    const { store, generations } = await node({ ...FOREVER, maxMessages: 3 });
    await deliver(store, letter(200_000));
    await round(generations);
    for (let i = 0; i < 5; i++) await deliver(store, letter(1000));
    // The first one may be the only one, so it never keeps them.
    expect(await pieces()).toEqual({ all: 5, left: 2 });
    await store.delete({});
    expect(await pieces()).toEqual({ all: 2, left: 2 });
  });

  it('take mail when the latest has ended being the latest', async () => {
    const { store, generations } = await node();
    const large = letter(1_500_000);
    // Its first chunks are written, the rest comes later.
    const receiver = await begin(store, large.subarray(0, 1_000_000));
    for (let i = 0; i < 3; i++) {
      for (let n = 0; n < 10; n++) await deliver(store, letter(20_000));
      await round(generations);
    }
    await store.delete({});
    await round(generations);
    await receiver.write(large.subarray(1_000_000));
    const { id } = await commit(receiver);
    expect(await generationOf(id)).toBe(0);
    expect(await numbers()).toEqual([0, 2, 3]);
    expect((await readAll(store, id)).equals(large)).toBe(true);
    expect(await store.verify()).toEqual([]);
    await store.delete({});
    await round(generations);
    expect(await numbers()).toEqual([2, 3]);
    expect(await pieces()).toEqual({ all: 0, left: 0 });
  });

  it('are begun by age where mail goes by age', async () => {
    let now = Date.now();
    const hours = 3_600_000;
    const { store, generations } = await node({ ...FOREVER, maxAge: 16 * hours }, () => now);
    await deliver(store, letter(1000));
    await round(generations);
    // The very first has no age, and any is old enough.
    expect(await numbers()).toEqual([0, 1]);
    await deliver(store, letter(1000));
    await round(generations);
    expect(await numbers()).toEqual([0, 1]);
    now += 1.1 * hours;
    await round(generations);
    expect(await numbers()).toEqual([0, 1, 2]);
    now += 1.1 * hours;
    await round(generations);
    // Nothing is in the latest.
    expect(await numbers()).toEqual([0, 1, 2]);
  });

  it('do not wait for those who read: they end later', async () => {
    const { store, generations } = await node();
    for (let i = 0; i < 3; i++) {
      for (let n = 0; n < 10; n++) await deliver(store, letter(20_000));
      await round(generations);
    }
    const reader = await database.client();
    await reader.query('BEGIN');
    await reader.query(database.names.plain('SELECT count(*) FROM @parcels'));
    await store.delete({});
    await round(generations);
    expect(await numbers()).toEqual([0, 1, 2, 3]);
    await deliver(store, letter(1000));
    await reader.query('COMMIT');
    await reader.end();
    await round(generations);
    expect(await numbers()).toEqual([2, 3]);
    expect(await store.verify()).toEqual([]);
  });

  it('change under the hands of several nodes that write, and nothing is lost', async () => {
    const nodes = await Promise.all([node(), node(), node()]);
    const sent = new Map<string, Buffer>();
    let busy = true;
    const rounds = nodes.map(async ({ generations }) => {
      for (; busy; await sleep(50)) await generations.round();
    });
    await Promise.all(
      nodes.flatMap(({ store }) =>
        Array.from({ length: 4 }, async (_, writer) => {
          for (let i = 0; i < 15; i++) {
            const raw = letter(writer === 0 ? 400_000 : 20_000);
            const { id } = await deliver(store, raw);
            if (i % 3 === 0) await store.delete({ ids: [id] });
            else sent.set(id, raw);
          }
        }),
      ),
    );
    busy = false;
    await Promise.all(rounds);
    const { store } = nodes[0];
    expect((await numbers()).length).toBeGreaterThan(2);
    for (const [id, raw] of sent) expect((await readAll(store, id)).equals(raw)).toBe(true);
    expect((await pieces()).left).toBe(0);
    expect(await store.verify()).toEqual([]);
  });
});
