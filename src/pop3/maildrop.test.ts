import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../store/errors.js';
import type { Store } from '../store/store.js';
import { DRIVERS } from '../store/testing/drivers.js';
import type { Pop3Client } from './testing/pop3-client.js';
import { type Running, start, until } from './testing/start.js';

const ANN = 'ann@example.org';
const message = (subject: string, size = 0): string => `Subject: ${subject}\r\n\r\n${'x'.repeat(size)}\r\n`;

/** The store with some methods done otherwise. */
function instead(store: Store, methods: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const other = Reflect.get(methods, name);
      if (other) return other;
      const own: unknown = Reflect.get(target, name);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

describe.each(DRIVERS)('a maildrop over the %s store', (_driver, open) => {
  let server: Running;
  const begin = async () => {
    server = await start({}, { opened: await open() });
  };
  afterEach(() => server.stop());

  it('is as it was at login: what arrives later belongs to the next session', async () => {
    await begin();
    await server.deliver(message('one'), ANN);
    const client = await server.login(ANN);
    await server.deliver(message('two'), ANN);
    expect(await client.lines('LIST')).toHaveLength(1);
    await client.ok('DELE 1');
    await client.ok('QUIT');
    const next = await server.login(ANN);
    expect(await next.lines('LIST')).toHaveLength(1);
    expect((await next.content('RETR 1')).toString()).toBe(message('two'));
  });

  it('keeps its numbers when others delete, and says which messages are gone', async () => {
    await begin();
    const ids = [];
    for (const subject of ['one', 'two', 'three']) ids.push((await server.deliver(message(subject), ANN)).id);
    const client = await server.login(ANN);
    await server.store.delete({ ids: [ids[1] ?? ''] });
    expect(await client.say('RETR 2')).toBe('-ERR Message 2 was deleted by somebody else meanwhile');
    expect(await client.say('TOP 2 1')).toMatch(/^-ERR Message 2 was deleted/);
    expect((await client.content('RETR 3')).toString()).toBe(message('three'));
    expect(await client.ok('LIST 2')).toMatch(/^\+OK 2 \d+$/);
    await client.ok('DELE 2');
    await client.ok('DELE 3');
    expect(await client.ok('QUIT')).toBe('+OK 2 messages deleted, bye');
    expect((await server.store.mailbox(ANN, 'INBOX')).exists).toBe(1);
    expect(await server.store.get(ids[0] ?? '')).toMatchObject({ id: ids[0] });
  });

  it('may vanish altogether', async () => {
    await begin();
    await server.deliver(message('one'), ANN);
    const client = await server.login(ANN);
    await server.store.deleteAccount(ANN);
    expect(await client.say('RETR 1')).toMatch(/^-ERR Message 1 was deleted/);
    await client.ok('DELE 1');
    expect(await client.say('QUIT')).toMatch(/^-ERR \[SYS\/TEMP\] /);
    expect(await client.ended()).toBe('');
  });

  it('marks what was retrieved as seen, with QUIT and not before', async () => {
    await begin();
    for (const subject of ['one', 'two']) await server.deliver(message(subject), ANN);
    const unseen = async () => (await server.store.mailbox(ANN, 'INBOX')).unseen;
    const cut = await server.login(ANN);
    await cut.content('RETR 1');
    cut.destroy();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.endedAt !== null);
    expect(await unseen()).toBe(2);
    const client = await server.login(ANN);
    await client.content('RETR 1');
    await client.content('TOP 2 5');
    expect(await unseen()).toBe(2);
    await client.ok('QUIT');
    expect(await unseen()).toBe(1);
  });

  it('gives each byte back: every octet, long lines, no line end', async () => {
    await begin();
    const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
    const raws = [
      Buffer.concat([Buffer.from('Subject: octets\r\n\r\n'), octets, Buffer.from('\r\n')]),
      Buffer.from(`Subject: long\r\n\r\n${'y'.repeat(300_000)}\r\n.\r\n..\r\n`),
      Buffer.alloc(0),
    ];
    for (const raw of raws) await server.deliver(raw, ANN);
    const client = await server.login(ANN);
    expect(await client.lines('LIST')).toEqual(raws.map((raw, at) => `${at + 1} ${raw.length}`));
    for (const [at, raw] of raws.entries()) expect((await client.content(`RETR ${at + 1}`)).equals(raw)).toBe(true);
  });

  it('is sent only as fast as it is read', async () => {
    await begin();
    const size = 30 * 1024 * 1024;
    await server.deliver(message('big', size), ANN);
    const client = await server.login(ANN);
    client.socket.pause();
    await client.write('RETR 1\r\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const other = await server.login('other@example.org');
    expect(await other.ok('NOOP')).toBe('+OK Nothing done');
    // What the sockets hold between them is all that is on its way.
    expect(client.socket.bytesRead).toBeLessThan(size / 2);
    let received = 0;
    client.socket.removeAllListeners('data');
    client.socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    client.socket.resume();
    const whole = `+OK ${size + 18} octets\r\n`.length + size + 18 + '.\r\n'.length;
    await until(() => received >= whole);
    expect(received).toBe(whole);
  });
});

describe('a store that fails', () => {
  let server: Running;
  afterEach(() => server.stop());

  /** A server whose store does some things otherwise, once it has a message and a client has logged in. */
  async function failing(methods: (store: Store) => Partial<Store>): Promise<Pop3Client> {
    const opened = (await DRIVERS[0]?.[1]()) as Awaited<ReturnType<(typeof DRIVERS)[number][1]>>;
    server = await start({}, { opened, store: instead(opened.store, methods(opened.store)) });
    await server.deliver(message('one', 100_000), ANN);
    return server.login(ANN);
  }

  it('in the middle of a message cuts the connection, so that no half passes for the whole', async () => {
    const client = await failing((store) => ({
      async *read(id) {
        for await (const chunk of store.read(id)) {
          yield chunk.subarray(0, 1000);
          throw new StoreUnavailable('The disk is gone.');
        }
      },
    }));
    await client.write('RETR 1\r\n');
    const closed = once(client.socket, 'close');
    await closed;
    expect(client.unread).not.toContain('\r\n.\r\n');
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'failed');
    expect(server.transcript().at(-1)).toBe('note: the connection is cut: The disk is gone.');
  });

  it('before a message begins is told, and the session goes on', async () => {
    const client = await failing(() => ({
      // biome-ignore lint/correctness/useYield: it fails before its first piece
      async *read() {
        throw new StoreUnavailable('The disk is gone.');
      },
    }));
    expect(await client.say('RETR 1')).toBe('-ERR [SYS/TEMP] The store does not answer; the log says more');
    expect(await client.ok('STAT')).toMatch(/^\+OK 1 /);
  });

  it('at QUIT says that not all was deleted, and ends', async () => {
    const client = await failing(() => ({
      async expunge() {
        throw new StoreUnavailable('The disk is gone.');
      },
    }));
    await client.ok('DELE 1');
    expect(await client.say('QUIT')).toBe('-ERR [SYS/TEMP] Not all could be deleted');
    expect(await client.ended()).toBe('');
  });
});
