import { connect } from 'node:net';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveEvent } from '../schemas/server.js';
import { type House, mail, openHouse } from '../testing/harness.js';

type Heard = {
  hello: { cursor: string; resumed: boolean }[];
  events: LiveEvent[];
  resync: { cursor: string }[];
  errors: Error[];
};
const clients: Socket[] = [];
let house: House;

/** Waits until a condition holds; the test's own time-out says when it never does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

function listen(at: House, options: Partial<ManagerOptions & SocketOptions> = {}): Heard & { socket: Socket } {
  const socket = io(at.origin, { reconnection: false, forceNew: true, transports: ['websocket'], ...options });
  const heard: Heard = { hello: [], events: [], resync: [], errors: [] };
  socket.on('hello', (hello) => heard.hello.push(hello));
  socket.on('events', (events) => heard.events.push(...events));
  socket.on('resync', (resync) => heard.resync.push(resync));
  socket.on('connect_error', (error) => heard.errors.push(error));
  clients.push(socket);
  return { ...heard, socket };
}

const subjects = ({ events }: { events: LiveEvent[] }) =>
  events.flatMap((event) => (event.type === 'message' ? event.message.subject : []));

beforeEach(async () => {
  house = await openHouse();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await house.close();
});

describe('socket.io', () => {
  it.each([['websocket'], ['polling']])('tells arrivals, changes and deletions in order, by %s', async (transport) => {
    const heard = listen(house, { transports: [transport] });
    await until(() => heard.hello.length === 1);
    expect(heard.hello[0]).toEqual({ cursor: expect.any(String), resumed: false });
    const { id } = await house.put(mail('one', 'Your verification code is 482913.'));
    await house.send('PATCH', `/api/messages/${id}`, { seen: true, addTags: ['t'] });
    await house.ask(`/api/messages/${id}`, { method: 'DELETE' });
    await until(() => heard.events.some(({ type }) => type === 'deleted'));
    const told = heard.events.filter(({ type }) => type !== 'account');
    expect(told[0]).toMatchObject({
      type: 'message',
      message: { id, subject: 'one', code: '482913' },
      accounts: expect.arrayContaining(['ann@example.org', 'catchall']),
    });
    expect(told.findLast(({ type }) => type === 'updated')).toMatchObject({
      messages: [{ id, seen: true, tags: ['t'] }],
    });
    expect(told.at(-1)).toMatchObject({ type: 'deleted', ids: [id] });
  });

  it('tells what left an account and stays in another, and nothing of a move within one', async () => {
    const { store } = house;
    const heard = listen(house, {});
    await until(() => heard.hello.length === 1);
    const { id } = await house.put(mail('one'));
    const inbox = await store.mailbox('ann@example.org', 'INBOX');
    const other = await store.createMailbox('ann@example.org', 'Other');
    await store.move(inbox.id, [{ first: 1, last: 2 ** 32 - 1 }], other.id);
    await house.put(mail('moved'));
    await until(() => subjects(heard).includes('moved'));
    await store.setFlags(other.id, [{ first: 1, last: 2 ** 32 - 1 }], { mode: 'add', flags: ['\\Deleted'] });
    await store.expunge(other.id);
    await house.put(mail('two'));
    await until(() => subjects(heard).includes('two'));
    expect(heard.events.filter(({ type }) => type === 'left' || type === 'deleted')).toMatchObject([
      { type: 'left', account: 'ann@example.org', ids: [id] },
    ]);
    await store.delete({});
    await until(() => heard.events.some(({ type }) => type === 'deleted'));
    expect(heard.events.filter(({ type }) => type === 'left')).toHaveLength(1);
  });

  it('catches up from a cursor: nothing missed, nothing twice', async () => {
    await house.put(mail('before'));
    const first = listen(house);
    await until(() => first.hello.length === 1);
    await house.put(mail('seen'));
    await until(() => subjects(first).length === 1);
    first.socket.disconnect();
    const since = first.events.at(-1)?.cursor;
    for (let n = 0; n < 20; n++) await house.put(mail(`missed ${n}`));
    const second = listen(house, { auth: { since } });
    await house.put(mail('last'));
    await until(() => subjects(second).includes('last'));
    expect(second.hello[0]?.resumed).toBe(true);
    expect(subjects(second)).toEqual([...Array.from({ length: 20 }, (_, n) => `missed ${n}`), 'last']);
  });

  it('tells a client with a cursor of another store to list again', async () => {
    const heard = listen(house, { auth: { since: 'other.1' } });
    await until(() => heard.resync.length === 1);
    expect(heard.hello[0]?.resumed).toBe(false);
    await house.put(mail('after'));
    await until(() => subjects(heard).length === 1);
    expect(heard.resync).toHaveLength(1);
  });

  it('keeps to the account and the query asked for', async () => {
    const ann = listen(house, { auth: { account: 'ANN@example.org' } });
    const words = listen(house, { auth: { query: 'body:marmalade' } });
    await until(() => ann.hello.length + words.hello.length === 2);
    await house.put(mail('for eve'), { to: ['eve@example.org'] });
    await house.put(mail('for ann', 'orange marmalade'));
    await house.put(mail('end', 'marmalade'));
    await until(() => subjects(ann).includes('end') && subjects(words).includes('end'));
    expect(subjects(ann)).toEqual(['for ann', 'end']);
    expect(subjects(words)).toEqual(['for ann', 'end']);
  });

  it('tells a burst in batches', async () => {
    const heard = listen(house);
    let batches = 0;
    heard.socket.on('events', () => {
      batches += 1;
    });
    await until(() => heard.hello.length === 1);
    await Promise.all(Array.from({ length: 300 }, (_, n) => house.put(mail(`m${n}`))));
    await until(() => subjects(heard).length === 300);
    expect(batches).toBeLessThan(100);
  });

  it('refuses a bad query with its column', async () => {
    const heard = listen(house, { auth: { query: 'a (' } });
    await until(() => heard.errors.length === 1);
    expect((heard.errors[0] as Error & { data: unknown }).data).toMatchObject({
      status: 400,
      column: expect.any(Number),
    });
  });

  it.each([['websocket'], ['polling']])('asks for the token or the login, by %s', async (transport) => {
    const locked = await openHouse({ http: { token: 'long-token', auth: 'ann:secret', basePath: '/mail' } });
    const at = { path: '/mail/socket.io', transports: [transport] };
    for (const options of [
      {},
      { auth: { token: 'wrong' } },
      { auth: { token: '' } },
      { query: { token: 'long-token' } },
    ]) {
      const heard = listen(locked, { ...at, ...options });
      await until(() => heard.errors.length === 1);
      expect((heard.errors[0] as Error & { data: unknown }).data).toMatchObject({ status: 401 });
      expect(heard.hello).toEqual([]);
    }
    const basic = `Basic ${btoa('ann:secret')}`;
    for (const options of [
      { auth: { token: 'long-token' } },
      { auth: { token: 'ann:secret' } },
      { extraHeaders: { authorization: 'Bearer long-token' } },
      { extraHeaders: { authorization: basic } },
    ]) {
      const heard = listen(locked, { ...at, ...options });
      await until(() => heard.hello.length === 1);
      heard.socket.disconnect();
    }
    await locked.close();
  });
});

describe('server-sent events', () => {
  async function stream(path: string, headers: Record<string, string> = {}) {
    const leave = new AbortController();
    const response = await fetch(house.origin + path, { headers, signal: leave.signal });
    let text = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    })().catch(() => {});
    return { response, text: () => text, reading, leave: () => leave.abort() };
  }
  const idsOf = (text: string) => Array.from(text.matchAll(/^id: (.*)$/gm), ([, id]) => id);

  it('begins with hello and tells events with their cursors', async () => {
    const { response, text, leave } = await stream('/api/events');
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await until(() => text().includes('event: hello'));
    await house.put(mail('one'));
    await until(() => text().includes('event: message'));
    const data = /event: message\nid: (\S+)\ndata: (.*)\n\n/.exec(text());
    expect(JSON.parse(data?.[2] ?? '')).toMatchObject({
      type: 'message',
      cursor: data?.[1],
      message: { subject: 'one' },
    });
    leave();
  });

  it('resumes from Last-Event-ID, and says resync when that is not possible', async () => {
    const first = await stream('/api/events');
    await house.put(mail('one'));
    await until(() => first.text().includes('event: message'));
    first.leave();
    await house.put(mail('two'));
    const id = idsOf(first.text()).at(-1) ?? '';
    const second = await stream('/api/events?since=ignored', { 'last-event-id': id });
    await until(() => second.text().includes('"two"'));
    expect(second.text()).not.toContain('"one"');
    expect(second.text()).not.toContain('resync');
    second.leave();
    const third = await stream('/api/events?since=other.1');
    await until(() => third.text().includes('event: resync'));
    third.leave();
  });

  it('filters, and refuses a bad query', async () => {
    const { text, leave } = await stream('/api/events?account=eve%40example.org&query=subject:yes');
    await until(() => text().includes('hello'));
    await house.put(mail('yes, but ann'));
    await house.put(mail('no'), { to: ['eve@example.org'] });
    await house.put(mail('yes'), { to: ['eve@example.org'] });
    await until(() => text().includes('event: message'));
    expect(text().match(/event: message/g)).toHaveLength(1);
    leave();
    expect((await house.ask('/api/events?query=(')).status).toBe(400);
    expect((await house.ask('/api/events?since=%7f')).status).toBe(400);
  });

  it('ends when the server stops', async () => {
    const other = await openHouse();
    const response = await fetch(`${other.origin}/api/events`);
    await other.close();
    expect(await response.text()).toContain('event: hello');
  });
});

describe('a client whose socket is stalled', () => {
  /** A connection that stops reading for good once `until` has come, until it is resumed. */
  async function stalled(request: string, begun: string) {
    const socket = connect(house.port, '127.0.0.1');
    socket.setEncoding('latin1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.write(request);
    await until(() => text.includes(begun));
    socket.pause();
    return { socket, text: () => text };
  }

  /** More than all buffers between the two processes can hold: about 250 MB of events, were they all sent. */
  async function flood() {
    const { id } = await house.put(mail('x'));
    const tags = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(100, 'x'));
    for (let n = 0; n < 25_000; n++) {
      await house.store.update({ ids: [id] }, { tags: [...tags, `last-${n}`] });
      // The server gets its turn, so that a client who reads would be sent it all.
      if (n % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return id;
  }

  it.each([
    ['server-sent events', 'GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n', 'event: hello'],
    [
      'socket.io',
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      '"sid"',
    ],
  ])('%s: its backlog is dropped, and it is told to list again', async (transport, request, begun) => {
    const client = await stalled(request, begun);
    if (transport === 'socket.io') {
      client.socket.resume();
      // The frame `40` (connect to the default namespace), masked with zeros (RFC 6455 §5.2).
      client.socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
      await until(() => client.text().includes('"hello"'));
      client.socket.pause();
    }
    const id = await flood();
    client.socket.resume();
    await until(() => /event: resync|"resync"/.test(client.text()));
    expect(client.text().length).toBeLessThan(100_000_000);
    const before = client.text().length;
    await house.store.update({ ids: [id] }, { tags: ['after'] });
    await until(() => client.text().slice(before).includes('"after"'));
    client.socket.destroy();
  });
});
