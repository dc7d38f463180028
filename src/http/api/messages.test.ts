import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageJson, MessagePageJson, MessageRowJson } from '../schemas/message.js';
import type { Problem } from '../schemas/server.js';
import { type House, mail, openHouse } from '../testing/harness.js';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const list = async (query = '') => (await house.ask(`/api/messages${query}`)).json<MessagePageJson>();
const subjects = async (query = '') => (await list(query)).messages.map(({ subject }) => subject);
const seenOf = async () => (await list('?order=oldest')).messages.map(({ seen }) => seen);

describe('list', () => {
  it('is empty at first, with a cursor to wait from', async () => {
    expect(await list()).toEqual({ messages: [], nextCursor: null, total: 0, cursor: expect.any(String) });
  });

  it('gives rows newest first, by pages, without skipping what arrives meanwhile', async () => {
    for (let n = 1; n <= 5; n++) await house.put(mail(`m${n}`));
    const first = await list('?limit=2');
    expect(first.messages.map(({ subject }) => subject)).toEqual(['m5', 'm4']);
    expect(first.total).toBe(5);
    await house.put(mail('m6'));
    const second = await list(`?limit=2&cursor=${first.nextCursor}`);
    expect(second.messages.map(({ subject }) => subject)).toEqual(['m3', 'm2']);
    const third = await list(`?limit=2&cursor=${second.nextCursor}`);
    expect([third.messages.map(({ subject }) => subject), third.nextCursor]).toEqual([['m1'], null]);
    expect(await subjects(`?since=${first.cursor}`)).toEqual(['m6']);
    expect(await subjects('?order=oldest&limit=2')).toEqual(['m1', 'm2']);
  });

  it('has no bodies, the code, envelope recipients, and at most 50 of them', async () => {
    const to = Array.from({ length: 60 }, (_, n) => `r${n}@example.org`);
    await house.put(mail('Sign in', 'Your verification code is 482913.'), { to });
    const [row] = (await list()).messages;
    expect(row).toMatchObject({ code: '482913', reversePath: 'bob@example.org', recipientCount: 60, seen: false });
    expect(row?.recipients).toHaveLength(50);
    expect(row?.bcc).toHaveLength(50);
    expect(row).not.toHaveProperty('text');
    const whole = (await house.ask(`/api/messages/${row?.id}`)).json<MessageJson>();
    expect([whole.recipients.length, whole.bcc.length, whole.recipientCount]).toEqual([60, 60, 60]);
  });

  it('stays small whatever the mail: large ones to a thousand each', async () => {
    const to = Array.from({ length: 1000 }, (_, n) => `recipient-number-${n}@example.org`);
    const lines = to.map((address, n) => `"Recipient Number ${n}" <${address}>`).join(',\r\n ');
    const raw = `From: bob@example.org\r\nTo: ${lines}\r\nSubject: All\r\n\r\n${'word '.repeat(50_000)}`;
    for (let n = 0; n < 10; n++) await house.put(raw, { to });
    const { bytes, json } = await house.ask('/api/messages?limit=50');
    expect(json<MessagePageJson>().messages).toHaveLength(10);
    expect(bytes.length).toBeLessThan(100_000);
  });

  it('searches, and tells the column of a mistake from 1', async () => {
    await house.put(mail('ÄPFEL'));
    await house.put(mail('Birnen'));
    expect(await subjects(`?query=${encodeURIComponent('subject:äpfel')}`)).toEqual(['ÄPFEL']);
    const answer = await house.ask(`/api/messages?query=${encodeURIComponent('a before:yesteryear')}`);
    expect(answer.status).toBe(400);
    expect(answer.json<Problem>()).toMatchObject({ title: 'Mistake in the query', column: expect.any(Number) });
    expect(answer.json<Problem>().column).toBeGreaterThanOrEqual(3);
  });

  it('keeps accounts apart in every kind of query', async () => {
    await house.put(mail('for ann'), { to: ['ann@one.example'], tags: ['t'] });
    await house.put(mail('for eve'), { to: ['eve@two.example'], tags: ['t'] });
    for (const query of ['', 'tag:t', 'for', '-zzz', 'is:unread', 'for OR for', 'from:bob', 'body:hello', 'has:tag']) {
      const account = encodeURIComponent('Ann@ONE.example');
      expect(await subjects(`?account=${account}&query=${encodeURIComponent(query)}`)).toEqual(['for ann']);
    }
  });

  it('names what is wrong with parameters', async () => {
    const answer = await house.ask('/api/messages?limit=0&order=up&qeury=x');
    expect(answer.status).toBe(400);
    const fields = answer.json<Problem>().errors?.map(({ field }) => field) ?? [];
    expect(fields).toEqual(expect.arrayContaining(['limit', 'order']));
    expect(answer.text).toContain('qeury');
  });

  it('changes nothing', async () => {
    const { id } = await house.put(mail('x'));
    for (const path of ['', '/raw', '/text', '/headers']) await house.ask(`/api/messages/${id}${path}`);
    expect(await seenOf()).toEqual([false]);
  });

  it('answers HEAD as GET, without the body', async () => {
    await house.put(mail('x'));
    const head = await house.ask('/api/messages', { method: 'HEAD' });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(100);
  });
});

describe('mark and tag', () => {
  it('by ids, by query, one by one', async () => {
    const first = await house.put(mail('one'));
    await house.put(mail('two'));
    expect((await house.send('PATCH', '/api/messages', { ids: [first.id], seen: true })).json()).toEqual({ count: 1 });
    expect(await seenOf()).toEqual([true, false]);
    await house.send('PATCH', '/api/messages', { query: 'subject:two', seen: true, addTags: ['done'] });
    expect(await seenOf()).toEqual([true, true]);
    expect((await house.ask('/api/tags')).json()).toEqual({ tags: [{ name: 'done', count: 1 }] });
    const row = await house.send('PATCH', `/api/messages/${first.id}`, { seen: false, tags: ['a', 'b'] });
    expect(row.json<MessageRowJson>()).toMatchObject({ seen: false, tags: ['a', 'b'] });
    expect((await house.ask('/api/tags')).json<{ tags: unknown[] }>().tags).toHaveLength(3);
  });

  it('spares what came after the cursor', async () => {
    await house.put(mail('one'));
    const { cursor } = await list();
    await house.put(mail('two'));
    await house.send('PATCH', '/api/messages', { upTo: cursor, seen: true });
    expect(await seenOf()).toEqual([true, false]);
  });

  it('refuses unknown fields, and nothing to do', async () => {
    const { id } = await house.put(mail('one'));
    expect((await house.send('PATCH', `/api/messages/${id}`, { sen: true })).status).toBe(400);
    expect((await house.send('PATCH', `/api/messages/${id}`, {})).status).toBe(400);
    expect((await house.send('PATCH', '/api/messages', { ids: [id] })).status).toBe(400);
    expect((await house.ask(`/api/messages/${id}`, { method: 'PATCH' })).status).toBe(400);
  });
});

describe('delete', () => {
  it('one: 204, then 404', async () => {
    const { id } = await house.put(mail('one'));
    expect((await house.ask(`/api/messages/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await house.ask(`/api/messages/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await house.ask(`/api/messages/${id}`)).status).toBe(404);
  });

  it('all that was there when the caller looked', async () => {
    await house.put(mail('one'));
    await house.put(mail('two'));
    const { cursor } = await list();
    await house.put(mail('three'));
    const answer = await house.ask(`/api/messages?upTo=${cursor}`, { method: 'DELETE' });
    expect(answer.json()).toEqual({ count: 2 });
    expect(await subjects()).toEqual(['three']);
    expect((await house.ask('/api/messages', { method: 'DELETE' })).json()).toEqual({ count: 1 });
  });

  it('by query, account and ids; unknown ids are passed over', async () => {
    const one = await house.put(mail('one'), { to: ['a@x.example'] });
    await house.put(mail('two'), { to: ['b@x.example'] });
    await house.put(mail('three'), { to: ['b@x.example'] });
    const remove = async (query: string) =>
      (await house.ask(`/api/messages${query}`, { method: 'DELETE' })).json<{ count: number }>().count;
    expect(await remove('?query=subject:three')).toBe(1);
    expect(await remove('?account=b%40x.example')).toBe(1);
    const ids = [one.id, '01890000-0000-7000-8000-000000000000', '../../x'];
    expect((await house.send('DELETE', '/api/messages', { ids })).json()).toEqual({ count: 1 });
  });

  it('never takes a misspelt request for "all"', async () => {
    await house.put(mail('one'));
    for (const query of ['?qeury=x', '?query=(', '?query=a&query=b', '?upTo=x', '?upTo=', '?ids=1']) {
      expect((await house.ask(`/api/messages${query}`, { method: 'DELETE' })).status).toBe(400);
    }
    expect((await house.send('DELETE', '/api/messages', {})).status).toBe(400);
    expect((await house.send('DELETE', '/api/messages?query=x', { ids: ['x'] })).status).toBe(400);
    const unframed = await house.wire(
      'DELETE /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n',
    );
    expect(unframed).toMatch(/^HTTP\/1.1 400 /);
    expect(await subjects()).toEqual(['one']);
  });
});

it('reads bodies strictly', async () => {
  const json = { 'content-type': 'application/json' };
  const patch = (headers: Record<string, string>, body: string) =>
    house.ask('/api/messages', { method: 'PATCH', headers, body });
  expect((await patch(json, '{"ids":')).status).toBe(400);
  expect((await patch(json, '"text"')).status).toBe(400);
  expect((await patch({ 'content-type': 'text/plain' }, '{}')).status).toBe(415);
  expect((await patch({}, '{}')).status).toBe(415);
  expect((await patch({ ...json, 'content-encoding': 'br2' }, '{}')).status).toBe(415);
  expect((await patch({ 'content-type': 'application/json; charset=x-none' }, '{}')).status).toBe(415);
  expect((await patch(json, `{"ids":["${'x'.repeat(1024 * 1024)}"]}`)).status).toBe(413);
  const chunked = { ...json, 'transfer-encoding': 'chunked' };
  expect((await patch(chunked, `{"ids":["${'x'.repeat(1024 * 1024)}"]}`)).status).toBe(413);
});

it('lets 50 readers list while everything is deleted', async () => {
  for (let n = 0; n < 100; n++) await house.put(mail(`m${n}`, 'code 482913'));
  const answers = await Promise.all([
    ...Array.from({ length: 50 }, () => house.ask('/api/messages?limit=100')),
    house.ask('/api/messages', { method: 'DELETE' }),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});
