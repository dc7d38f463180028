import { afterEach, describe, expect, it } from 'vitest';
import { StoreClosed, StoreFull, StoreUnavailable } from '../store/errors.js';
import type { Store } from '../store/store.js';
import type { Draft } from '../store/types.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
let client: RawClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

/** A store over another one, some of whose ways are different: what a medium that fails looks like. */
function altered(store: Store, ways: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const own = Reflect.get(ways, name);
      const value = own ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(own ? ways : target) : value;
    },
  });
}

async function open(ways: (store: Store) => Partial<Store>): Promise<void> {
  server = await start({}, { wrap: (store) => altered(store, ways(store)) });
  client = await RawClient.open(server.port);
}

describe('when the store does not keep a message', () => {
  it.each([
    [new StoreFull('its inner words'), '452 4.3.1'],
    [new StoreFull('other inner words', true), '552 5.3.4'],
    [new StoreUnavailable('the disk is gone'), '452 4.3.1'],
    [new TypeError('a fault of ours'), '451 4.3.0'],
  ])('%s: the client hears %s, and the session goes on', async (error, code) => {
    let failing = true;
    await open((store) => ({ append: (capture) => (failing ? Promise.reject(error) : store.append(capture)) }));
    await client.data();
    const reply = await client.say('Subject: lost\r\n\r\nhello\r\n.');
    expect(reply.slice(0, 9)).toBe(code);
    expect(reply).not.toContain(error.message);
    expect(await server.messages()).toEqual([]);
    failing = false;
    await client.data();
    expect(await client.say('Subject: kept\r\n\r\nhello\r\n.')).toMatch(/^250 /);
    expect((await server.messages()).map(({ summary }) => summary.subject)).toEqual(['kept']);
    await client.say('QUIT');
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'failed');
  });

  it('421 when it is closed, and the connection ends', async () => {
    await open(() => ({ append: () => Promise.reject(new StoreClosed()) }));
    await client.data();
    expect(await client.say('hello\r\n.')).toMatch(/^421 4\.3\.2 /);
    await client.ended();
  });

  it('421 to DATA when it is closed already', async () => {
    await open(() => ({
      draft() {
        throw new StoreClosed();
      },
    }));
    await client.say('HELO x');
    await client.say('MAIL FROM:<>');
    await client.say('RCPT TO:<b@example.org>');
    expect(await client.say('DATA')).toMatch(/^421 4\.3\.2 /);
  });

  it.each(['throws', 'rejects'])('452 when a write %s half-way; the rest of the message is heard out', async (how) => {
    const error = new StoreUnavailable('the disk is gone');
    let discarded = 0;
    await open((store) => ({
      draft(): Draft {
        const draft = store.draft();
        let writes = 0;
        return {
          get size() {
            return draft.size;
          },
          write(chunk) {
            if (++writes < 3) return draft.write(chunk);
            if (how === 'throws') throw error;
            return Promise.reject(error);
          },
          discard() {
            discarded++;
            return draft.discard();
          },
        };
      },
    }));
    await client.data();
    for (let times = 0; times < 5; times++) {
      await client.write(Buffer.alloc(100_000, 'x\r\n'));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await client.say('\r\n.')).toMatch(/^452 4\.3\.1 /);
    expect(discarded).toBe(1);
    expect(await client.say('NOOP')).toMatch(/^250 /);
  });
});

describe('a store that is slow', () => {
  it('holds the client back, in order and without its idle time-out', async () => {
    let waiting = 0;
    let most = 0;
    server = await start(
      { smtp: { idleTimeout: 300 } },
      {
        wrap: (store) =>
          altered(store, {
            draft() {
              const draft = store.draft();
              const write = draft.write.bind(draft);
              draft.write = (chunk) => {
                write(chunk);
                most = Math.max(most, ++waiting);
                return new Promise((resolve) => {
                  setTimeout(() => {
                    waiting--;
                    resolve();
                  }, 500);
                });
              };
              return draft;
            },
          }),
      },
    );
    client = await RawClient.open(server.port);
    await client.data();
    const text = Array.from({ length: 20_000 }, (_, at) => `line ${at}\r\n`).join('');
    client.socket.write(`${text}.\r\n`);
    const reply = await client.reply();
    expect(reply).toMatch(/^250 /);
    expect(most).toBe(1);
    expect(String(await server.raw((await server.messages())[0]?.id ?? ''))).toBe(text);
  });

  it('says 250 only after it has the message', async () => {
    let keep: (() => void) | undefined;
    await open((store) => ({
      async append(capture) {
        await new Promise<void>((resolve) => {
          keep = resolve;
        });
        return store.append(capture);
      },
    }));
    await client.data();
    let replied = false;
    const reply = client.say('hello\r\n.').then((text) => {
      replied = true;
      return text;
    });
    await until(() => keep !== undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(replied).toBe(false);
    keep?.();
    expect(await reply).toMatch(/^250 /);
  });

  it('keeps a whole message although its client went away before the reply', async () => {
    let keep: (() => void) | undefined;
    await open((store) => ({
      async append(capture) {
        await new Promise<void>((resolve) => {
          keep = resolve;
        });
        return store.append(capture);
      },
    }));
    await client.data();
    await client.write('hello\r\n.\r\n');
    await until(() => keep !== undefined);
    client.socket.resetAndDestroy();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.endedAt !== null);
    keep?.();
    await until(async () => (await server.messages()).length === 1);
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'messages');
  });
});
