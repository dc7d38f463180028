import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endpoints } from '../compat/index.js';
import type { InboxJson, LeaseJson } from '../schemas/inboxes.js';
import type { MessageJson, MessagePageJson } from '../schemas/message.js';
import type { LiveEvent } from '../schemas/server.js';
import { type House, mail, openHouse } from '../testing/harness.js';
import { routes } from './index.js';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const lend = async (body: object = {}) => {
  const answer = await house.send('POST', '/api/inboxes', body);
  expect(answer.status, answer.text).toBe(201);
  return answer.json<LeaseJson>();
};
const as = ({ token }: LeaseJson) => ({
  ask: (path: string, method = 'GET', body?: unknown) =>
    house.ask(path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
});
const subjectsOf = (answer: { json<T>(): T }) => answer.json<MessagePageJson>().messages.map(({ subject }) => subject);
/** Waits until a condition holds; the test's own time-out says when it never does. */
const until = async (holds: () => boolean | Promise<boolean>) => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 2));
};

it('lends a unique address with logins and a token, and tells the secrets once', async () => {
  const one = await lend({ prefix: 'sign-up', domain: 'shop.test', ttl: '1h' });
  const two = await lend();
  expect(one.address).toMatch(/^sign-up-[a-z2-9]{12}@shop\.test$/);
  expect(two.address).toMatch(/^[a-z2-9]{12}@inbox\.test$/);
  expect(one.login).toEqual({ user: one.address, password: expect.stringMatching(/^\S{24}$/) });
  expect(Date.parse(one.expiresAt) - Date.parse(one.createdAt)).toBe(3_600_000);
  expect(one.servers.smtp).toBe('127.0.0.1:1025');
  const list = await house.ask('/api/inboxes');
  expect(list.json<{ inboxes: InboxJson[] }>().inboxes.map(({ id }) => id)).toEqual([one.id, two.id]);
  for (const secret of [one.token, one.login.password]) expect(list.text).not.toContain(secret);
});

it('takes an empty body for none, whatever type it is said to be: Ruby and `curl -d ""` name that of a form', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' };
  expect((await house.ask('/api/inboxes', { method: 'POST', headers })).status).toBe(201);
});

it('has mail to its address, with any +tag, and nothing else', async () => {
  const inbox = await lend();
  const [local, domain] = inbox.address.split('@');
  await house.put(mail('plain'), { to: [inbox.address] });
  await house.put(mail('tagged'), { to: [`${local}+Welcome@${domain?.toUpperCase()}`] });
  await house.put(mail('other'));
  expect(subjectsOf(await as(inbox).ask('/api/messages'))).toEqual(['tagged', 'plain']);
  expect((await house.store.accounts({ limit: 100, contains: '+' })).total).toBe(0);
});

describe('the token', () => {
  it('sees, searches, marks, tags and deletes only what is in the inbox', async () => {
    const [one, two] = [await lend(), await lend()];
    await house.put(mail('for one', 'marmalade'), { to: [one.address], tags: ['mine'] });
    const foreign = await house.put(mail('for two', 'marmalade'), { to: [two.address], tags: ['theirs'] });
    const both = await house.put(mail('for both'), { to: [one.address, two.address] });
    const { ask } = as(one);
    expect(subjectsOf(await ask('/api/messages?query=marmalade'))).toEqual(['for one']);
    expect(subjectsOf(await ask(`/api/messages?account=${two.address}`))).toEqual([]);
    expect((await ask('/api/tags')).json()).toEqual({ tags: [{ name: 'mine', count: 1 }] });
    for (const path of ['', '/raw', '/text', '/headers', '/structure', '/links', '/snapshot', `/diff/${both.id}`]) {
      expect((await ask(`/api/messages/${foreign.id}${path}`)).status, path).toBe(404);
    }
    expect((await ask(`/api/messages/${both.id}/diff/${foreign.id}`)).status).toBe(404);
    const { locations } = (await ask(`/api/messages/${both.id}`)).json<MessageJson>();
    expect(locations.map(({ account }) => account)).toEqual([one.address]);
    const patch = { ids: [foreign.id, both.id], addTags: ['seen-by-one'], seen: true };
    expect((await ask('/api/messages', 'PATCH', patch)).json()).toEqual({ count: 1 });
    expect((await ask(`/api/messages/${foreign.id}`, 'DELETE')).status).toBe(404);
    expect((await ask('/api/messages', 'DELETE')).json()).toEqual({ count: 2 });
    expect(subjectsOf(await as(two).ask('/api/messages'))).toEqual(['for both', 'for two']);
    expect(subjectsOf(await ask('/api/messages'))).toEqual([]);
    // What only the catch-all had beside it is gone; what two has stays.
    expect(subjectsOf(await house.ask('/api/messages'))).toEqual(['for both', 'for two']);
  });

  it('is good for nothing but routes that are known to stay inside', async () => {
    const { ask } = as(await lend());
    const id = '01890000-0000-7000-8000-000000000000';
    const refused: string[] = [];
    for (const { method, path } of [...routes, ...endpoints]) {
      if (path.endsWith('/events') || path === '/api/messages/wait' || path === '/api/messages/assert') continue;
      if (path.startsWith('/api/inboxes/')) continue;
      const url = path.replace('{id}', id).replace(/\{\w+\}/g, '1');
      if ((await ask(url, method.toUpperCase())).status === 403) refused.push(`${method} ${path}`);
    }
    expect(refused).toEqual(
      expect.arrayContaining([
        'post /api/messages',
        'get /api/messages/{id}/transcript',
        'get /api/accounts',
        'get /api/accounts/{name}/mailboxes',
        'get /api/sessions',
        'get /api/sessions/{id}',
        'get /api/info',
        'get /api/inboxes',
        'post /api/inboxes',
        'get /api/v1/info',
        'post /api/v1/send',
        'put /api/v1/chaos',
        'post /api/v1/message/{id}/release',
      ]),
    );
    const allowed = routes.filter(({ scoped }) => scoped).map(({ method, path }) => `${method} ${path}`);
    expect(refused.filter((each) => allowed.includes(each))).toEqual([]);
    for (const path of ['/', '/m/x', '/nothing', '/api/new-route']) expect((await ask(path)).status).toBe(403);
  });

  it('does not reach another inbox', async () => {
    const [one, two] = [await lend(), await lend()];
    for (const [path, method] of [
      ['', 'GET'],
      ['', 'DELETE'],
      ['/next-link?timeout=1', 'GET'],
      ['/latest.html?timeout=1', 'GET'],
    ] as const) {
      expect((await as(one).ask(`/api/inboxes/${two.id}${path}`, method)).status).toBe(404);
    }
    expect((await as(one).ask(`/api/inboxes/${one.id}`)).json<InboxJson>().address).toBe(one.address);
  });

  it('is not taken for none when the inbox is closed, however it is given', async () => {
    const inbox = await lend();
    const basic = `Basic ${Buffer.from(`any:${inbox.token}`).toString('base64')}`;
    const ways = [
      () => as(inbox).ask('/api/messages'),
      () => house.ask('/api/messages', { headers: { authorization: basic } }),
      () => house.ask(`/api/messages?limit=1&access_token=${inbox.token}`),
    ];
    await house.put(mail('mine'), { to: [inbox.address] });
    await house.put(mail('other'));
    for (const way of ways) expect(subjectsOf(await way())).toEqual(['mine']);
    expect((await as(inbox).ask(`/api/inboxes/${inbox.id}`, 'DELETE')).status).toBe(204);
    for (const way of ways) expect((await way()).status).toBe(401);
    expect(subjectsOf(await house.ask('/api/messages'))).toEqual(['other']);
    expect((await house.store.accounts({ limit: 10, contains: inbox.id })).total).toBe(0);
  });

  it('opens a server that asks for a login', async () => {
    const other = await openHouse({ http: { token: 'long-token' } });
    const headers = { authorization: 'Bearer long-token', 'content-type': 'application/json' };
    const lease = (await other.ask('/api/inboxes', { method: 'POST', headers, body: '{}' })).json<LeaseJson>();
    await other.put(mail('mine'), { to: [lease.address] });
    expect((await other.ask('/api/messages')).status).toBe(401);
    expect(subjectsOf(await other.ask(`/api/messages?access_token=${lease.token}`))).toEqual(['mine']);
    expect((await other.ask(`/api/messages?access_token=${lease.token}x`)).status).toBe(401);
    const patch = { method: 'DELETE', headers: {} };
    expect((await other.ask(`/api/messages?access_token=${lease.token}`, patch)).status).toBe(401);
    await other.close();
  });
});

describe('live', () => {
  it.each(['handshake', 'header'])('events and waits by socket.io are of the inbox only, by %s', async (how) => {
    const [one, two] = [await lend(), await lend()];
    const socket = io(house.origin, {
      forceNew: true,
      reconnection: false,
      transports: ['websocket'],
      ...(how === 'handshake'
        ? { auth: { token: one.token } }
        : { extraHeaders: { authorization: `Bearer ${one.token}` } }),
    });
    const events: LiveEvent[] = [];
    socket.on('events', (some: LiveEvent[]) => events.push(...some));
    await new Promise((resolve) => socket.once('hello', resolve));
    const wait = socket.emitWithAck('wait', { timeout: '60s' });
    // Answered in order, so the other has begun.
    await socket.emitWithAck('wait', { timeout: 0 });
    const foreign = await house.put(mail('foreign'), { to: [two.address] });
    await house.store.update({ ids: [foreign.id] }, { addTags: ['x'] });
    await house.store.delete({ ids: [foreign.id] });
    const own = await house.put(mail('own'), { to: [one.address] });
    await house.store.update({ ids: [own.id] }, { addTags: ['y'] });
    await house.store.delete({ ids: [own.id] });
    await until(() => events.some(({ type }) => type === 'deleted'));
    expect(await wait).toMatchObject({ messages: [{ id: own.id }] });
    socket.disconnect();
    expect(events).toMatchObject([
      { type: 'message', message: { subject: 'own' }, accounts: [one.address] },
      { type: 'updated', messages: [{ id: own.id }] },
      { type: 'deleted', ids: [own.id] },
    ]);
  });

  it('refuses a token that is no longer good', async () => {
    const inbox = await lend();
    await as(inbox).ask(`/api/inboxes/${inbox.id}`, 'DELETE');
    const socket = io(house.origin, { forceNew: true, reconnection: false, auth: { token: inbox.token } });
    const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect(error.message).toContain('is closed, or has expired');
    socket.disconnect();
  });

  it('near misses of a wait are those of the inbox', async () => {
    const [one, two] = [await lend(), await lend()];
    await house.put(mail('own'), { to: [one.address] });
    await house.put(mail('foreign'), { to: [two.address] });
    const answer = await as(one).ask(`/api/messages/wait?since=${one.cursor}&subject=x&timeout=5`);
    expect(answer.status).toBe(408);
    expect(answer.text).toContain('own');
    expect(answer.text).not.toContain('foreign');
  });
});

describe('next link', () => {
  const link = '<a href="https://shop.example/confirm?t=1">Confirm address</a> <a href="javascript:alert(1)">Run</a>';
  const html = (subject: string, body = link) => mail(subject, body, ['MIME-Version: 1.0', 'Content-Type: text/html']);

  it('waits for a mail with that link, and goes there', async () => {
    const inbox = await lend();
    const waiting = house.ask(
      `/api/inboxes/${inbox.id}/next-link?text=confirm&timeout=60s&access_token=${inbox.token}`,
    );
    await house.ask('/healthz');
    await house.put(html('no link', '<p>Hello</p>'), { to: [inbox.address] });
    await house.put(html('other inbox'));
    await house.put(html('link'), { to: [inbox.address] });
    const answer = await waiting;
    expect(answer.status).toBe(302);
    expect(answer.headers).toMatchObject({
      location: 'https://shop.example/confirm?t=1',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });

  it('takes the newest mail that has one, and only addresses of the web', async () => {
    const inbox = await lend();
    const next = (query: string) => house.ask(`/api/inboxes/${inbox.id}/next-link?${query}`);
    await house.put(html('old', link.replace('t=1', 't=0')), { to: [inbox.address] });
    await house.put(html('new'), { to: [inbox.address] });
    await house.put(mail('plain', 'nothing'), { to: [inbox.address] });
    expect((await next('timeout=60s')).headers.location).toBe('https://shop.example/confirm?t=1');
    expect((await next('url=t%3D0&host=shop.example&timeout=60s')).headers.location).toBe(
      'https://shop.example/confirm?t=0',
    );
    expect((await next('text=Run&timeout=5')).status).toBe(408);
    expect((await next('since=other.1')).status).toBe(410);
  });

  it('shows the newest mail', async () => {
    const inbox = await lend();
    const waiting = house.ask(`/api/inboxes/${inbox.id}/latest.html?timeout=60s&access_token=${inbox.token}`);
    await house.ask('/healthz');
    await house.put(html('x'), { to: [inbox.address] });
    const answer = await waiting;
    expect(answer.text).toContain('Confirm address');
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect((await house.ask(`/api/inboxes/${(await lend()).id}/latest.html?timeout=5`)).status).toBe(408);
  });
});

it('is emptied when it expires, and can be kept for longer', async () => {
  const [short, kept] = [await lend({ ttl: '2m' }), await lend({ ttl: '1m' })];
  await house.put(mail('short'), { to: [short.address] });
  await house.put(mail('kept'), { to: [kept.address] });
  const ends = async (lease: LeaseJson, ttl: string) => {
    const { expiresAt } = (await as(lease).ask(`/api/inboxes/${lease.id}`, 'PATCH', { ttl })).json<InboxJson>();
    return Date.parse(expiresAt) - Date.parse(lease.expiresAt);
  };
  expect(await ends(kept, '1h')).toBeGreaterThan(3_500_000);
  expect(await ends(short, '1ms')).toBeLessThan(0);
  await until(async () => (await house.store.list({ limit: 10 })).messages.length === 1);
  expect((await as(short).ask('/api/messages')).status).toBe(401);
  expect((await house.ask(`/api/inboxes/${short.id}`)).status).toBe(404);
  expect(subjectsOf(await as(kept).ask('/api/messages'))).toEqual(['kept']);
});

it.each([{ ttl: '25h' }, { ttl: 0 }, { prefix: 'A b' }, { domain: 'a..b' }, { name: 'x' }])(
  'refuses %j',
  async (body) => {
    expect((await house.send('POST', '/api/inboxes', body)).status).toBe(400);
  },
);
