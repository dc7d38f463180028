import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../server.js';
import { RawClient } from '../../smtp/testing/raw-client.js';
import { listAll, mail, readAll, send } from '../json/testing/mail.js';
import type { Message, Store, StoreEvent } from '../store.js';
import { createPostgresStore, type PostgresStoreOptions } from './index.js';
import { Road } from './testing/road.js';
import { ask, PostgresServer } from './testing/server.js';

/** What becomes of mail when the database fails. The server is one of these tests' own, since it is killed in them. */

const RETENTION = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const PATIENCE = 120_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
}, PATIENCE);
afterAll(() => server.remove());

let count = 0;

async function open(
  options: Partial<PostgresStoreOptions> = {},
  port?: number,
  schema = `f${++count}`,
): Promise<Store> {
  const store = createPostgresStore({ url: server.url(schema, port), retention: RETENTION, ...options });
  await store.open();
  onTestFinished(() => store.close());
  return store;
}

/** Sends without end until it is told to stop; what was refused is sent no second time. */
class Load {
  readonly kept: Message[] = [];
  readonly refused: { subject: string; code: unknown }[] = [];
  #stopped = false;
  readonly #senders: Promise<void>[];

  constructor(store: Store, senders = 8) {
    this.#senders = Array.from({ length: senders }, (_, i) => this.#send(store, i));
  }

  async #send(store: Store, sender: number): Promise<void> {
    for (let n = 0; !this.#stopped; n++) {
      const subject = `s${sender}-${n}`;
      try {
        this.kept.push(
          await send(store, mail(subject, n % 10 === 9 ? 600_000 : 500), [
            { account: `a${sender}` },
            { account: 'catchall' },
          ]),
        );
      } catch (error) {
        this.refused.push({ subject, code: (error as { code?: unknown }).code });
        await sleep(5);
      }
    }
  }

  /** Resolves when so many more have been kept. */
  async more(wanted: number): Promise<void> {
    for (const goal = this.kept.length + wanted; this.kept.length < goal; ) await sleep(5);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#senders);
  }
}

/** Resolves when the session that holds a lock sleeps on it. */
async function holdingBegun(url: string): Promise<void> {
  while ((await ask(url, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")).length === 0) await sleep(5);
}

/** What was accepted is there, once, byte for byte; what was refused is not there. */
async function expectExact(store: Store, { kept, refused }: Load): Promise<void> {
  const rows = await listAll(store);
  expect(rows.map(({ id }) => id)).toEqual(kept.map(({ id }) => id).sort());
  const subjects = new Set(rows.map(({ summary }) => summary.subject));
  for (const { subject } of refused) expect(subjects.has(subject), subject).toBe(false);
  for (const { id, summary, size } of kept.slice(-20)) {
    const raw = await readAll(store, id);
    expect(raw.length).toBe(size);
    expect(raw.includes(`Subject: ${summary.subject}\r\n`)).toBe(true);
  }
  expect(await store.verify()).toEqual([]);
}

describe('a server that is killed and restarted under load', () => {
  it.each(['kill', 'halt'] as const)(
    '(%s): nothing accepted is lost, nothing refused is kept, and it goes on by itself',
    async (end) => {
      const store = await open();
      const heard: StoreEvent[] = [];
      store.subscribe((event) => void heard.push(event));
      const load = new Load(store);
      await load.more(40);
      for (let round = 0; round < 3; round++) {
        await server[end]();
        while (store.failure === null) await sleep(5);
        expect(store.failure.message).toMatch(/^The database does not answer: /);
        await server.run();
        await load.more(40);
        expect(store.failure).toBeNull();
      }
      await load.stop();
      expect(load.refused.length).toBeGreaterThan(0);
      for (const { code } of load.refused) expect(code).toBe('store-unavailable');
      await expectExact(store, load);
      const arrivals = heard.flatMap((event) => (event.type === 'message' ? event.message.id : []));
      expect(arrivals).toEqual(load.kept.map(({ id }) => id).sort());
      expect(heard.at(-1)?.position).toBe(store.position);
    },
    PATIENCE,
  );
});

describe('a network that is cut', () => {
  it.each(['silence', 'cut'] as const)(
    '(%s): refuses within its time, and goes on when it is mended',
    async (way) => {
      const road = await Road.to(server.port);
      onTestFinished(() => road.close());
      const store = await open({ writeMs: 1000, readMs: 1000, connectMs: 500 }, road.port);
      const load = new Load(store, 4);
      await load.more(20);
      road[way]();
      while (load.refused.length === 0 && store.failure === null) await sleep(5);
      road.mend();
      await load.more(20);
      await load.stop();
      await expectExact(store, load);
    },
    PATIENCE,
  );

  it(
    'tells what happened on another node meanwhile, each once and in order',
    async () => {
      const road = await Road.to(server.port);
      onTestFinished(() => road.close());
      const schema = 'apart';
      const near = await open({}, undefined, schema);
      const far = await open({ connectMs: 500 }, road.port, schema);
      const heard: StoreEvent[] = [];
      far.subscribe((event) => void heard.push(event));
      await send(near, mail('before'), [{ account: 'a' }]);
      while (far.position < near.position) await sleep(5);
      road.cut();
      for (let i = 0; i < 30; i++) await send(near, mail(`meanwhile ${i}`), [{ account: 'a' }]);
      await near.update({}, { seen: true });
      road.mend();
      while (far.position < near.position) await sleep(5);
      const positions = heard.map(({ position }) => position);
      expect(positions).toEqual(Array.from({ length: near.position }, (_, i) => i + 1));
      expect(heard.filter(({ type }) => type === 'message')).toHaveLength(31);
      expect(await near.verify()).toEqual([]);
    },
    PATIENCE,
  );
});

describe('a database that is slow', () => {
  it(
    'is given up after a time; the change is not kept, and the next one is',
    async () => {
      const store = await open({ writeMs: 500 }, undefined, 'slow');
      await send(store, mail('first'), [{ account: 'a' }]);
      const url = server.url('slow');
      // Somebody else holds the row that every change locks.
      const holding = ask(url, 'BEGIN', 'SELECT * FROM slow.store FOR UPDATE', 'SELECT pg_sleep(1.5)', 'ROLLBACK');
      await holdingBegun(url);
      await expect(send(store, mail('second'), [{ account: 'a' }])).rejects.toMatchObject({
        code: 'store-unavailable',
      });
      await holding;
      await send(store, mail('third'), [{ account: 'a' }]);
      expect((await listAll(store)).map(({ summary }) => summary.subject)).toEqual(['first', 'third']);
      expect(await store.verify()).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'whose readers are all busy refuses those who wait too long, and takes mail all the while',
    async () => {
      const store = await open({ readers: 1, connectMs: 300 }, undefined, 'busy');
      const { id } = await send(store, mail('first'), [{ account: 'a' }]);
      const url = server.url('busy');
      const holding = ask(
        url,
        'BEGIN',
        'LOCK TABLE busy.chunks IN ACCESS EXCLUSIVE MODE',
        'SELECT pg_sleep(1.5)',
        'ROLLBACK',
      );
      await holdingBegun(url);
      const reading = readAll(store, id);
      const waiting = await Promise.allSettled([store.stats(), store.get(id), store.list({ limit: 1 })]);
      for (const each of waiting)
        expect(each).toMatchObject({ status: 'rejected', reason: { code: 'store-unavailable' } });
      await holding;
      expect(await reading).toEqual(mail('first'));
      expect((await store.stats()).messages).toBe(1);
      expect(await store.verify()).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'without a free connection for a node says so at its start, and takes it when there is one',
    async () => {
      const url = server.url('full');
      // A role without special rights, as most have it.
      await ask(url, 'CREATE ROLE guest LOGIN CONNECTION LIMIT 0', 'GRANT CREATE ON DATABASE postgres TO guest');
      const store = createPostgresStore({ url: url.replace('restante@', 'guest@'), retention: RETENTION });
      await expect(store.open()).rejects.toMatchObject({
        code: 'store-unavailable',
        message: expect.stringContaining('too many connections for role "guest" (53300)'),
      });
      await ask(url, 'ALTER ROLE guest CONNECTION LIMIT -1');
      await store.open();
      await send(store, mail('x'), [{ account: 'a' }]);
      expect(await store.verify()).toEqual([]);
      await store.close();
    },
    PATIENCE,
  );
});

describe('a whole Restante', () => {
  it(
    'answers 451 4.3.0 over SMTP and 503 over HTTP while the database is away, stays up, and takes mail again',
    async () => {
      const restante = createServer({ smtp: { port: 0 }, store: { url: server.url('whole'), maxMessages: 0 } });
      const { smtp, http } = await restante.start();
      onTestFinished(() => restante.stop());
      const client = await RawClient.open(smtp?.port as number);
      onTestFinished(() => client.destroy());
      const deliver = async (subject: string): Promise<string> => {
        await client.data();
        return client.say(`Subject: ${subject}\r\n\r\nx\r\n.`);
      };
      const kept: string[] = [];
      expect(await deliver('before')).toMatch(/^250 /);
      kept.push('before');
      await server.halt();
      expect(await deliver('while it is away')).toMatch(/^451 4\.3\.0 /);
      expect((await fetch(`${http?.url}api/messages`)).status).toBe(503);
      await server.run();
      for (let i = 0; ; i++) {
        const subject = `again ${i}`;
        const reply = await deliver(subject);
        if (reply.startsWith('250')) {
          kept.push(subject);
          break;
        }
        expect(reply).toMatch(/^451 4\.3\.0 /);
      }
      const found = await restante.client.messages.list({ limit: 50 });
      expect(found.messages.map(({ subject }) => subject).sort()).toEqual(kept.sort());
      expect(await restante.store.verify()).toEqual([]);
    },
    PATIENCE,
  );
});
