import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createServer, type Restante } from '../server.js';
import { until } from '../smtp/testing/start.js';

/** Settings as they work: set over REST, felt over SMTP. */
let server: Restante;
let url: string;
beforeEach(async () => {
  server = createServer({ smtp: { port: 0 }, auth: { users: [] } });
  await server.start();
  url = `${server.addresses.http?.url}api/settings`;
});
afterEach(async () => {
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
});

async function set(body: unknown, etag = '*'): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'if-match': etag };
  return fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
}

async function send(options: { auth?: { user: string; pass: string }; subject?: string; text?: string } = {}) {
  const { auth, subject = 'x', text = 'y' } = options;
  const transport = createTransport({ host: '127.0.0.1', port: server.addresses.smtp?.port, ignoreTLS: true, auth });
  return transport.sendMail({ from: 'a@example.org', to: 'b@example.org', subject, text });
}

const tagsOf = async (subject: string): Promise<readonly string[] | undefined> => {
  const { messages } = await server.store.list({ limit: 100 });
  return messages.find(({ summary }) => summary.subject === subject)?.tags;
};

describe('users', () => {
  it('change from one login to the next; without any, everybody is let in again', async () => {
    await send({ auth: { user: 'anybody', pass: 'anything' } });
    expect((await set({ users: [{ name: 'Ann', password: 'se:cret' }], tags: [] })).status).toBe(200);
    await send({ auth: { user: 'ann', pass: 'se:cret' } });
    await expect(send({ auth: { user: 'ann', pass: 'secret' } })).rejects.toThrow(/535/);
    await expect(send({ auth: { user: 'anybody', pass: 'anything' } })).rejects.toThrow(/535/);
    await set({ users: [{ name: 'Ann', password: 'new' }], tags: [] });
    await expect(send({ auth: { user: 'ann', pass: 'se:cret' } })).rejects.toThrow(/535/);
    await send({ auth: { user: 'ann', pass: 'new' } });
    await set({ users: [], tags: [] });
    await send({ auth: { user: 'anybody', pass: 'anything' } });
    expect((await server.store.stats()).messages).toBe(4);
  });

  it('of the configuration stay, whatever is set', async () => {
    const other = createServer({ smtp: { port: 0 }, auth: { users: ['bob:fixed'] } });
    await other.start();
    const before = server;
    server = other;
    url = `${other.addresses.http?.url}api/settings`;
    await before.stop();
    await set({
      users: [
        { name: 'bob', password: 'other' },
        { name: 'ann', password: 'x' },
      ],
      tags: [],
    });
    await send({ auth: { user: 'bob', pass: 'fixed' } });
    await send({ auth: { user: 'ann', pass: 'x' } });
    await expect(send({ auth: { user: 'bob', pass: 'other' } })).rejects.toThrow(/535/);
  });
});

describe('tag rules', () => {
  it('tag by envelope and header at the moment of arrival, and by text a moment after', async () => {
    const seen: (readonly string[])[] = [];
    server.store.subscribe((event) => {
      if (event.type === 'message') seen.push(event.message.tags);
    });
    await set({
      users: [],
      tags: [
        { query: 'subject:invoice to:<b@example.org> larger:10', tags: ['billing', 'money'] },
        { query: 'account:catchall -subject:invoice', tags: ['rest'] },
        { query: 'body:"very rare" OR subject:nothing', tags: ['rare', 'text'] },
      ],
    });
    await send({ subject: 'Your Invoice 1' });
    await send({ subject: 'other', text: 'something very  rare indeed' });
    await send({ subject: 'Your Invoice 2', text: 'very rare' });
    expect(seen).toEqual([['billing', 'money'], ['rest'], ['billing', 'money']]);
    await until(async () => (await tagsOf('Your Invoice 2'))?.includes('rare') === true);
    expect(await tagsOf('Your Invoice 1')).toEqual(['billing', 'money']);
    expect(await tagsOf('other')).toEqual(['rare', 'rest', 'text']);
    expect(await tagsOf('Your Invoice 2')).toEqual(['billing', 'money', 'rare', 'text']);
  });

  it('tag what comes over REST too, beside its own tags, and nothing that was there before', async () => {
    await send({ subject: 'before' });
    await set({ users: [], tags: [{ query: 'from:a', tags: ['by rule'] }] });
    const mail = { from: 'a@example.org', to: 'b@example.org', subject: 'over REST', text: 'x', tags: ['own'] };
    const answer = await fetch(`${server.addresses.http?.url}api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(mail),
    });
    expect(await answer.json()).toMatchObject({ tags: ['by rule', 'own'] });
    expect(await tagsOf('before')).toEqual([]);
    await set({ users: [], tags: [] });
    await send({ subject: 'after' });
    expect(await tagsOf('after')).toEqual([]);
  });
});

describe('/api/settings', () => {
  const etagOf = async (): Promise<string> => (await fetch(url)).headers.get('etag') as string;

  it('never tells a password, and keeps that of a user who is given without one', async () => {
    const answer = await set({ users: [{ name: 'ann', password: 'top-secret' }], tags: [] });
    expect(await answer.text()).toBe('{"users":[{"name":"ann"}],"tags":[]}');
    const got = await fetch(url);
    expect(await got.text()).not.toContain('secret');
    const { users } = (await (await fetch(url)).json()) as { users: unknown[] };
    await set({ users: [...users, { name: 'bob', password: 'b' }], tags: [] });
    await send({ auth: { user: 'ann', pass: 'top-secret' } });
    await send({ auth: { user: 'bob', pass: 'b' } });
  });

  it('refuses a change of what was another state, and one without If-Match', async () => {
    const etag = await etagOf();
    const rule = (word: string) => ({ users: [], tags: [{ query: word, tags: [word] }] });
    const first = await set(rule('one'), etag);
    expect([first.status, first.headers.get('etag')]).toEqual([200, await etagOf()]);
    const second = await set(rule('two'), etag);
    expect(second.status).toBe(412);
    expect(second.headers.get('content-type')).toBe('application/problem+json');
    const none = await fetch(url, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"users":[],"tags":[]}',
    });
    expect(none.status).toBe(428);
    expect(await (await fetch(url)).json()).toMatchObject(rule('one'));
    expect((await set(rule('three'), `W/${await etagOf()}`)).status).toBe(200);
  });

  it.each([
    [{ users: [{ name: 'ann' }], tags: [] }, 'users.0.password'],
    [{ users: [{ name: 'a:b', password: 'x' }], tags: [] }, 'users.0.name'],
    [{ users: [], tags: [{ query: 'size:large', tags: ['x'] }] }, 'tags.0.query'],
    [{ users: [], tags: [{ query: 'x', tags: [] }] }, 'tags.0.tags'],
    [{ users: [] }, 'tags'],
    [{ users: [], tags: [], webhook: [] }, ''],
  ])('400 for %j names %s', async (body, field) => {
    const etag = await etagOf();
    const answer = await set(body);
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { field: string }[] };
    expect(errors.map((each) => each.field)).toContain(field);
    expect(await etagOf()).toBe(etag);
  });
});
