import { io } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type House, mail, openHouse } from '../../testing/harness.js';
import { emailShape, oldEmailShape, summaryPageShape, summaryShape } from './shapes.js';

const RICH = [
  'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>',
  'To: Ann <ann@example.org>',
  'Cc: Carl <carl@example.org>',
  'Subject: Rich',
  'Date: Mon, 03 Mar 2025 10:00:00 +0100',
  'Message-ID: <rich@example.org>',
  'In-Reply-To: <first@example.org>',
  'References: <zero@example.org> <first@example.org>',
  'X-Priority: 1',
  'X-Id: 7',
  'X-Twice: a',
  'X-Twice: b',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Your code is 482913',
  '--a',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Your <b>code</b><script>x()</script></p>',
  '--a--',
  '--b',
  'Content-Type: text/csv; name="list.csv"',
  'Content-Disposition: attachment; filename="list.csv"',
  'Content-Transfer-Encoding: base64',
  '',
  'SGVsbG8=',
  '--b--',
  '',
].join('\r\n');

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

async function emails<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>[]> {
  const answer = await house.ask(path);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return z.array(schema).parse(answer.json());
}
const old = (query = '') => emails(`/email${query}`, oldEmailShape);
const current = (query = '') => emails(`/api/email${query}`, emailShape);
const names = (list: { subject?: string | undefined }[]) => list.map(({ subject }) => subject);
const stored = async () => (await house.store.stats()).messages;

describe('an e-mail', () => {
  it('is told as version 2 tells it', async () => {
    const { id } = await house.put(RICH, { to: ['ann@example.org', 'hidden@example.org'] });
    const [email] = await old();
    expect(email).toMatchObject({
      id,
      time: '2025-03-03T09:00:00.000Z',
      read: false,
      subject: 'Rich',
      text: expect.stringContaining('482913'),
      html: expect.stringContaining('<script>'),
      from: [{ address: 'j@example.org', name: 'Jürgen' }],
      to: [{ address: 'ann@example.org', name: 'Ann' }],
      cc: [{ address: 'carl@example.org', name: 'Carl' }],
      date: '2025-03-03T09:00:00.000Z',
      messageId: 'rich@example.org',
      references: ['zero@example.org', 'first@example.org'],
      inReplyTo: ['first@example.org'],
      priority: 'high',
      envelope: {
        from: { address: 'bob@example.org', args: false },
        to: [
          { address: 'ann@example.org', args: false },
          { address: 'hidden@example.org', args: false },
        ],
        host: '',
        remoteAddress: '127.0.0.1',
      },
      calculatedBcc: [{ address: 'hidden@example.org', name: '' }],
      size: RICH.length,
      sizeHuman: `${Number((RICH.length / 1024).toFixed(2))} KB`.replace(/^0\..*/, `${RICH.length} Bytes`),
      attachments: [
        { fileName: 'list.csv', contentType: 'text/csv', length: 5, checksum: '8b1a9953c4611296a827abf8c47804d7' },
      ],
    });
    expect(email?.headers).toMatchObject({ subject: 'Rich', 'x-twice': ['a', 'b'], from: 'Jürgen <j@example.org>' });
    expect(email).not.toHaveProperty('bcc');
    await house.put('no header');
    const bare = (await old())[1];
    expect(bare).not.toHaveProperty('subject');
    expect(bare).toMatchObject({ attachments: null, priority: 'normal' });
  });

  it('is told as version 3 tells it', async () => {
    await house.put(RICH);
    const [email] = await current();
    expect(email).toMatchObject({
      inReplyTo: '<first@example.org>',
      attachments: [{ filename: 'list.csv', size: 5, contentDisposition: 'attachment' }],
      envelope: { from: { address: 'bob@example.org' } },
    });
    expect(email?.headers).toMatchObject({ subject: 'Rich', 'x-id': '7' });
    for (const name of ['from', 'to', 'date', 'content-type', 'x-twice'])
      expect(email?.headers).not.toHaveProperty(name);
    await house.put('no header');
    expect((await current())[1]).toMatchObject({ subject: '', from: [], to: [], attachments: [] });
  });

  it('is read when it is asked for, and has its contents', async () => {
    const { id } = await house.put(RICH);
    for (const [prefix, schema] of [
      ['', oldEmailShape],
      ['/api', emailShape],
    ] as const) {
      await house.store.update({}, { seen: false });
      const email = schema.parse((await house.ask(`${prefix}/email/${id}`)).json());
      expect([email.read, (await house.store.stats()).unseen]).toEqual([true, 0]);
      const html = await house.ask(`${prefix}/email/${id}/html`);
      expect([html.status, html.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(html.text).toContain('<b>code</b>');
      expect(html.text).not.toContain('<script');
      expect((await house.ask(`${prefix}/email/${id}/source`)).text).toBe(RICH);
      const whole = await house.ask(`${prefix}/email/${id}/download`);
      expect(whole.headers).toMatchObject({
        'content-type': 'message/rfc822',
        'content-disposition': `attachment; filename="${id}.eml"`,
      });
      const [file] = email.attachments ?? [];
      expect(file?.generatedFileName).toMatch(/^[0-9a-f]{32}\.csv$/);
      for (const name of [file?.generatedFileName, 'list.csv']) {
        const answer = await house.ask(`${prefix}/email/${id}/attachment/${name}`);
        expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
          200,
          'Hello',
          'text/csv; charset=utf-8',
        ]);
      }
      expect((await house.ask(`${prefix}/email/${id}/attachment/none`)).json()).toEqual({ error: 'File not found' });
    }
    const { id: plain } = await house.put(mail('plain'));
    const empty = await house.ask(`/email/${plain}/html`);
    expect([empty.status, empty.text]).toEqual([200, '']);
    expect((await house.ask(`/api/email/${plain}/html`)).status).toBe(404);
  });

  it('that is not there is told by each in its way', async () => {
    for (const path of ['', '/html', '/source', '/download', '/attachment/x']) {
      for (const prefix of ['', '/api']) {
        const answer = await house.ask(`${prefix}/email/gone1234${path}`);
        expect([answer.status, answer.json()]).toEqual([404, { error: expect.any(String) }]);
      }
    }
    expect((await house.ask('/email/gone1234', { method: 'DELETE' })).status).toBe(500);
    expect((await house.ask('/api/email/gone1234', { method: 'DELETE' })).status).toBe(404);
    expect((await house.ask('/email/summary')).status).toBe(404);
  });
});

describe('lists', () => {
  it('are in order of arrival, and cut', async () => {
    for (const name of ['a', 'b', 'c']) await house.put(mail(name));
    expect(names(await old())).toEqual(['a', 'b', 'c']);
    expect(names(await old('?skip=2'))).toEqual(['c']);
    expect(await old('?limit=2')).toEqual([]);
    expect(names(await current('?skip=1&limit=1'))).toEqual(['b']);
    expect(await current('?limit=0')).toEqual([]);
    expect(names(await current('?limit=x&skip=-1'))).toEqual(['a', 'b', 'c']);
    await house.put(mail('early').replace('03 Mar 2025', '01 Jan 2001'));
    expect(names(await current('?sort=asc'))[0]).toBe('early');
    expect(names(await current('?sort=desc')).at(-1)).toBe('early');
    expect((await house.ask('/api/email?sort=up')).status).toBe(400);
  });

  it('are filtered by the path of a value, letter for letter', async () => {
    await house.put(RICH);
    await house.put(mail('Plain'));
    for (const [query, found] of [
      ['?from.address=j@example.org', ['Rich']],
      ['?from.address=J@example.org', []],
      ['?to.address=ann@example.org&subject=Plain', ['Plain']],
      ['?headers.x-id=7', ['Rich']],
      ['?headers.x-id=8', []],
      ['?subject=Pla', []],
      ['?attachments.contentType=text%2Fcsv', ['Rich']],
      ['?__proto__=x', []],
    ] as const) {
      expect([query, names(await old(query))]).toEqual([query, found]);
      expect([query, names(await current(query))]).toEqual([query, found]);
    }
    expect(await old('?read=false')).toEqual([]);
    expect(names(await current('?read=false'))).toEqual(['Rich', 'Plain']);
    expect((await house.ask(`/email?${'a=1&'.repeat(21)}`)).status).toBe(400);
  });

  it('of summaries are pages, newest first', async () => {
    await house.put(RICH);
    for (let number = 0; number < 3; number += 1) await house.put(mail(`m${number}`));
    const page = async (query = '') => summaryPageShape.parse((await house.ask(`/api/email/summary${query}`)).json());
    const all = await page();
    expect(all).toMatchObject({ total: 4, storeTotal: 4, unread: 4, skip: 0, limit: 50 });
    expect(names(all.items)).toEqual(['m2', 'm1', 'm0', 'Rich']);
    expect(all.items[3]).toMatchObject({ attachmentCount: 1, preview: 'Your code is 482913' });
    expect(await page('?skip=1&limit=1')).toMatchObject({ skip: 1, limit: 1, total: 4, items: [{ subject: 'm1' }] });
    expect(await page('?limit=1000')).toMatchObject({ limit: 200 });
    expect(await page('?limit=0')).toMatchObject({ limit: 50 });
    expect(names((await page('?search=RICH')).items)).toEqual(['Rich']);
    expect(names((await page('?sort=asc&limit=1')).items)).toEqual(['Rich']);
    await house.store.update({ query: { kind: 'text', field: 'subject', value: 'rich' } }, { seen: true });
    expect(await page('?unread=true')).toMatchObject({ total: 3, unread: 3 });
  });
});

describe('changes', () => {
  it('mark and delete', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) ids.push((await house.put(mail(name))).id);
    expect((await house.ask(`/email/${ids[0]}`, { method: 'DELETE' })).json()).toBe(true);
    expect((await house.ask(`/api/email/${ids[1]}`, { method: 'DELETE' })).json()).toBe(true);
    await house.store.update({ ids: [ids[2] as string] }, { seen: true });
    expect((await house.ask('/email/read-all', { method: 'PATCH' })).json()).toBe(1);
    expect((await house.ask('/api/email/read-all', { method: 'PATCH' })).json()).toBe(0);
    const some = await house.send('POST', '/api/email/delete', { ids: [ids[2], 'gone', ids[2]] });
    expect(some.json()).toEqual({ deleted: [ids[2]], notFound: ['gone'] });
    for (const wrong of [{}, { ids: 'x' }, { ids: [' '] }, { ids: [7] }, []]) {
      expect((await house.send('POST', '/api/email/delete', wrong)).status).toBe(400);
    }
    expect(await stored()).toBe(1);
    expect((await house.ask('/email/all', { method: 'DELETE' })).json()).toBe(true);
    expect(await stored()).toBe(0);
  });

  it('relay nothing without a relay', async () => {
    const { id } = await house.put(mail('x'));
    const relay = async (path: string) => (await house.ask(path, { method: 'POST' })).status;
    for (const prefix of ['', '/api']) {
      expect(await relay(`${prefix}/email/${id}/relay`)).toBe(500);
      expect(await relay(`${prefix}/email/${id}/relay/ann%40example.org`)).toBe(500);
      expect(await relay(`${prefix}/email/${id}/relay/true`)).toBe(400);
      expect(await relay(`${prefix}/email/gone1234/relay`)).toBe(404);
    }
  });
});

it('tells of the server', async () => {
  const { version, smtpPort } = (await house.ask('/config')).json<{ version: string; smtpPort: number }>();
  expect([version, smtpPort]).toEqual([expect.any(String), 1025]);
  expect((await house.ask('/api/config')).json()).toEqual({
    version,
    smtpPort,
    isOutgoingEnabled: false,
    outgoingHost: null,
  });
  for (const path of ['/api/healthz', '/reloadMailsFromDirectory', '/api/reloadMailsFromDirectory']) {
    expect((await house.ask(path)).json()).toBe(true);
  }
  expect((await house.ask('/healthz')).json()).toEqual({ status: 'ok' });
  const own = await openHouse({ http: { compat: 'maildev' } });
  expect((await own.ask('/healthz')).json()).toBe(true);
  await own.close();
});

it('tells its events by socket.io to those who say nothing of what they want', async () => {
  const listen = async (auth: Record<string, string> = {}) => {
    const socket = io(house.origin, { forceNew: true, transports: ['websocket'], auth });
    const heard: [string, unknown][] = [];
    socket.onAny((event: string, data: unknown) => heard.push([event, data]));
    await new Promise<void>((resolve) => socket.on('hello', () => resolve()));
    return { socket, of: (name: string) => heard.filter(([event]) => event === name).map(([, data]) => data) };
  };
  const theirs = await listen();
  const ours = await listen({ query: 'subject:x' });
  const { id } = await house.put(RICH);
  const { id: other } = await house.put(mail('other'));
  while (theirs.of('newMail').length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await house.store.update({ ids: [id] }, { seen: true });
  await house.store.delete({ ids: [id] });
  await house.store.delete({ ids: [other] });
  while (theirs.of('deleteMail').length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const both = oldEmailShape.extend(summaryShape.partial().shape);
  expect(theirs.of('newMail').map((data) => both.parse(data).subject)).toEqual(['Rich', 'other']);
  expect(theirs.of('newMail')[0]).toMatchObject({
    id,
    preview: 'Your code is 482913',
    attachmentCount: 1,
    priority: 'high',
  });
  expect(theirs.of('readMail')).toEqual([{ id }]);
  expect(theirs.of('deleteMail').map((data) => (data as { id: string }).id)).toEqual([id, 'all']);
  expect(ours.of('newMail')).toEqual([]);
  theirs.socket.disconnect();
  ours.socket.disconnect();
});
