import { randomBytes } from 'node:crypto';
import { MailpitClient } from 'mailpit-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { type House, mail, openHouse } from '../../testing/harness.js';
import * as shapes from './shapes.js';

const MIXED = [
  'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>',
  'To: Ann <ann@example.org>',
  'Cc: "Doe, John" <john@example.org>',
  'Subject: Mixed',
  'Date: Mon, 03 Mar 2025 10:00:00 +0530',
  'Message-ID: <mixed@example.org>',
  'List-Unsubscribe: <mailto:stop@example.org>, <https://example.org/stop>',
  'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
  'X-Twice: one',
  'x-twice: =?utf-8?q?tw=C3=B6?=',
  'X-Tags: news, fresh',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: multipart/related; boundary=r',
  '',
  '--r',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Hello <img src="cid:logo@x"> <a href="https://example.org/go">Go</a></p><script>alert(1)</script>',
  '--r',
  'Content-Type: image/png; name="logo.png"',
  'Content-ID: <logo@x>',
  'Content-Disposition: inline; filename="logo.png"',
  'Content-Transfer-Encoding: base64',
  '',
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  '--r--',
  '--b',
  'Content-Type: application/pdf; name="a b.pdf"',
  'Content-Disposition: attachment; filename="a b.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'SGVsbG8=',
  '--b--',
  '',
].join('\r\n');

let house: House;
let client: MailpitClient;
beforeEach(async () => {
  house = await openHouse();
  client = new MailpitClient(house.origin);
});
afterEach(() => house.close());

/** An answer of exactly that shape. */
async function shaped<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const answer = await house.ask(path);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return schema.parse(answer.json());
}
const subjects = ({ messages }: { messages: readonly { Subject: string }[] }) => messages.map(({ Subject }) => Subject);
const stored = async () => (await house.store.stats()).messages;

describe('lists', () => {
  it('tell a page, newest first, with counts of all', async () => {
    for (const number of [1, 2, 3, 4, 5]) await house.put(mail(`m${number}`));
    const page = await shaped('/api/v1/messages?start=1&limit=2&unknown=x', shapes.listShape);
    expect(subjects(page)).toEqual(['m4', 'm3']);
    expect(page).toMatchObject({ total: 5, unread: 5, count: 2, messages_count: 5, messages_unread: 5, start: 1 });
    expect(subjects(await shaped('/api/v1/messages?start=9', shapes.listShape))).toEqual([]);
    expect(subjects(await shaped('/api/v1/messages?limit=-1&start=x', shapes.listShape))).toHaveLength(5);
    expect(subjects(await client.listMessages(3, 10))).toEqual(['m2', 'm1']);
  });

  it('give all for limit=0, whatever start is, and an empty box as empty', async () => {
    expect(await shaped('/api/v1/messages?limit=0', shapes.listShape)).toMatchObject({
      messages: [],
      count: 0,
      total: 0,
    });
    for (let number = 0; number < 60; number += 1) await house.put(mail(`m${number}`));
    const all = await shaped('/api/v1/messages?limit=0&start=50', shapes.listShape);
    expect(all).toMatchObject({ count: 60, total: 60, start: 0 });
    expect(subjects(all)[0]).toBe('m59');
    expect(subjects(await shaped('/api/v1/search?query=example.org&limit=0', shapes.listShape))).toEqual([]);
  });

  it('tell of a message what Mailpit tells', async () => {
    const { id } = await house.put(MIXED, { to: ['ann@example.org', 'hidden@example.org'] });
    const { messages, tags } = await shaped('/api/v1/messages', shapes.listShape);
    expect(tags).toEqual(['fresh', 'news']);
    expect(messages[0]).toEqual({
      ID: id,
      MessageID: 'mixed@example.org',
      Read: false,
      From: { Name: 'Jürgen', Address: 'j@example.org' },
      To: [{ Name: 'Ann', Address: 'ann@example.org' }],
      Cc: [{ Name: 'Doe, John', Address: 'john@example.org' }],
      Bcc: [{ Name: '', Address: 'hidden@example.org' }],
      ReplyTo: [],
      Subject: 'Mixed',
      Created: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/),
      Username: '',
      Tags: ['fresh', 'news'],
      Size: Buffer.byteLength(MIXED),
      Attachments: 1,
      Snippet: 'Hello Go',
    });
  });
});

describe('search', () => {
  it('finds by every operator', async () => {
    await house.put(MIXED);
    await house.put(mail('Plain'));
    for (const [query, found] of [
      ['mixed', ['Mixed']],
      ['from:jürgen', ['Mixed']],
      ['-from:jürgen', ['Plain']],
      ['!from:jürgen', ['Plain']],
      ['to:ann@example.org', ['Plain', 'Mixed']],
      ['cc:"doe, john"', ['Mixed']],
      ['subject:plain', ['Plain']],
      ['message-id:mixed@', ['Mixed']],
      ['tag:NEWS', ['Mixed']],
      ['is:tagged', ['Mixed']],
      ['is:unread', ['Plain', 'Mixed']],
      ['is:read', []],
      ['has:attachment', ['Mixed']],
      ['has:inline', ['Mixed']],
      ['-has:inlines', ['Plain']],
      ['reply-to:nobody@', []],
      ['addressed:john@example.org', ['Mixed']],
      ['-addressed:john@example.org', ['Plain']],
      ['-has:attachments', ['Plain']],
      ['larger:1k', ['Mixed']],
      ['smaller:0.9k', ['Plain']],
      ['after:2020-01-01 before:2199-01-01', ['Plain', 'Mixed']],
      ['before:2020-01-01', []],
    ] as const) {
      const answer = await client.searchMessages({ query });
      shapes.listShape.parse(answer);
      expect([query, subjects(answer)]).toEqual([query, found]);
      expect(answer).toMatchObject({ messages_count: found.length, count: found.length, total: 2 });
    }
  });

  it('deletes what it finds, and nothing by what it cannot read', async () => {
    await house.put(mail('One'));
    await house.put(mail('Two'));
    for (const query of ['before:zzz', 'from:', '', 'subject:One+before:soon', '%2C']) {
      for (const method of ['DELETE', 'GET']) {
        const answer = await house.ask(`/api/v1/search?query=${query}`, { method });
        expect([query, answer.status, answer.headers['content-type']]).toEqual([
          query,
          400,
          'text/plain; charset=utf-8',
        ]);
      }
    }
    expect((await house.ask('/api/v1/search?query=after:2020-01-01&tz=Mars/Base', { method: 'DELETE' })).status).toBe(
      400,
    );
    expect(await stored()).toBe(2);
    expect(await client.deleteMessagesBySearch({ query: 'subject:one' })).toBe('ok');
    expect(await client.deleteMessagesBySearch({ query: 'subject:nothing' })).toBe('ok');
    expect(subjects(await client.listMessages())).toEqual(['Two']);
  });
});

describe('a message', () => {
  it('is told to the field, and read from then on', async () => {
    const { id } = await house.put(MIXED);
    const message = await client.getMessageSummary(id);
    expect(shapes.messageShape.extend({ Read: shapes.summaryShape.shape.Read }).parse(message)).toMatchObject({
      ID: id,
      From: { Name: 'Jürgen', Address: 'j@example.org' },
      Bcc: [],
      ReturnPath: 'bob@example.org',
      ListUnsubscribe: {
        Header: '<mailto:stop@example.org>, <https://example.org/stop>',
        Links: ['mailto:stop@example.org', 'https://example.org/stop'],
        Errors: '',
        HeaderPost: 'List-Unsubscribe=One-Click',
      },
      Date: '2025-03-03T10:00:00+05:30',
      Text: '',
      HTML: expect.stringContaining('cid:logo@x'),
      Inline: [{ PartID: '1.2', FileName: 'logo.png', ContentType: 'image/png', ContentID: 'logo@x', Size: 70 }],
      Attachments: [
        {
          PartID: '2',
          FileName: 'a b.pdf',
          ContentType: 'application/pdf',
          ContentID: '',
          Size: 5,
          Checksums: {
            MD5: '8b1a9953c4611296a827abf8c47804d7',
            SHA1: 'f7ff9e8b7bb2e09b70935a5d785e0cc5d9d0abf0',
            SHA256: '185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969',
          },
        },
      ],
    });
    expect((await client.listMessages()).unread).toBe(0);
  });

  it('has its headers, source, parts and thumbnails', async () => {
    const { id } = await house.put(MIXED);
    const headers = await shaped('/api/v1/message/latest/headers', shapes.headersShape);
    expect(headers['X-Twice']).toEqual(['one', '=?utf-8?q?tw=C3=B6?=']);
    expect(headers['Message-Id']).toEqual(['<mixed@example.org>']);
    expect(Object.keys(headers)).toEqual(Object.keys(headers).toSorted());
    expect(await client.getMessageSource(id)).toBe(MIXED);
    const download = await house.ask(`/api/v1/message/${id}/raw?dl=1`);
    expect(download.headers['content-disposition']).toBe(`attachment; filename="${id}.eml"`);
    const part = await house.ask(`/api/v1/message/${id}/part/2`);
    expect([part.text, part.headers['content-type'], part.headers['content-disposition']]).toEqual([
      'Hello',
      'application/pdf',
      'inline; filename="a%20b.pdf"',
    ]);
    const page = await house.ask(`/api/v1/message/${id}/part/1.1`);
    expect(page.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': expect.stringMatching(/^attachment/),
    });
    expect((await client.getAttachmentThumbnail(id, '1.2')).type).toBe('image/png');
    const blank = await client.getAttachmentThumbnail(id, '2');
    expect([
      blank.type,
      Buffer.from(await blank.arrayBuffer())
        .subarray(0, 3)
        .toString('hex'),
    ]).toEqual(['image/jpeg', 'ffd8ff']);
    expect((await house.ask(`/api/v1/message/latest/part/2/thumb`)).status).toBe(400);
    expect((await house.ask(`/api/v1/message/${id}/part/9/thumb`)).status).toBe(400);
    expect((await client.listMessages()).unread).toBe(1);
  });

  it('says 404 in text where there is none', async () => {
    for (const path of ['', '/headers', '/raw', '/part/1', '/html-check', '/link-check']) {
      const answer = await house.ask(`/api/v1/message/nothere${path}`);
      expect([answer.status, answer.text]).toEqual([404, '404 page not found\n']);
      const latest = await house.ask(`/api/v1/message/latest${path}`);
      expect([latest.status, latest.text]).toEqual([404, 'Message not found']);
    }
    await house.put(mail('x'));
    expect((await house.ask('/api/v1/message/latest/part/7')).status).toBe(404);
    expect((await house.ask('/api/v1/message/latest?query=subject:other')).status).toBe(404);
    expect((await client.spamAssassinCheck().catch((error: Error) => error.message)) as string).toContain('404');
  });

  it('is checked in shape: nothing passes unchecked', async () => {
    await house.put(MIXED);
    const html = shapes.htmlCheckShape.parse(await client.htmlCheck());
    expect(html.Warnings[0]?.Slug).toBe('not-configured');
    const links = shapes.linkCheckShape.parse(await client.linkCheck());
    expect(links.Links).toEqual([
      { URL: 'https://example.org/go', StatusCode: 0, Status: expect.stringContaining('not configured') },
    ]);
    expect(links.Errors).toBe(1);
    await house.put(mail('plain'));
    expect((await house.ask('/api/v1/message/latest/html-check')).status).toBe(400);
  });
});

describe('changes', () => {
  it('marks by ids, by search, and all', async () => {
    const one = await house.put(mail('One'));
    await house.put(mail('Two'));
    const unread = async () => subjects(await client.searchMessages({ query: 'is:unread' }));
    expect(await client.setReadStatus({ IDs: [one.id], Read: true })).toBe('ok');
    expect(await unread()).toEqual(['Two']);
    await client.setReadStatus({ Search: 'subject:Two', Read: true });
    expect(await unread()).toEqual([]);
    await client.setReadStatus();
    expect(await unread()).toEqual(['Two', 'One']);
    await house.ask('/api/v1/messages', { method: 'PUT', body: `{"read":true,"ids":["${one.id}"],"other":1}` });
    expect(await unread()).toEqual(['Two']);
    for (const body of [
      '',
      '[1',
      '{"Read":"maybe"}',
      `{"IDs":["${one.id}"],"Search":"x"}`,
      '{"Search":"before:zzz"}',
    ]) {
      expect([body, (await house.ask('/api/v1/messages', { method: 'PUT', body })).status]).toEqual([body, 400]);
    }
    expect(await unread()).toEqual(['Two']);
  });

  it('deletes by ids in any case and by a form, and all', async () => {
    const ids = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) ids.push((await house.put(mail(name))).id);
    await client.deleteMessages({ IDs: [ids[0] as string] });
    await house.ask('/api/v1/messages', { method: 'DELETE', body: `{"ids":["${ids[1]}"]}` });
    await house.ask('/api/v1/messages', {
      method: 'DELETE',
      body: `ids=${ids[2]}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(subjects(await client.listMessages())).toEqual(['e', 'd']);
    await client.deleteMessages({ IDs: ['00000000-0000-7000-8000-000000000000'] });
    expect((await house.ask('/api/v1/messages', { method: 'DELETE', body: '{"IDs":' })).status).toBe(400);
    expect(await stored()).toBe(2);
    await client.deleteMessages();
    expect(await stored()).toBe(0);
  });

  it('sets, renames and deletes tags', async () => {
    const { id } = await house.put(mail('x'));
    const other = await house.put(mail('y'));
    await client.setTags({ IDs: [id, other.id], Tags: ['b  tag', 'A*tag', ''] });
    expect(await client.getTags()).toEqual(['A tag', 'b tag']);
    await client.renameTag('B TAG', 'c');
    expect((await client.getMessageSummary(id)).Tags).toEqual(['A tag', 'c']);
    expect((await house.send('PUT', '/api/v1/tags/c', { Name: 'a TAG' })).status).toBe(400);
    expect((await house.send('PUT', '/api/v1/tags/c', { Name: '***' })).status).toBe(400);
    expect((await house.send('PUT', '/api/v1/tags/none', { Name: 'd' })).status).toBe(400);
    expect((await house.ask('/api/v1/tags/none', { method: 'DELETE' })).status).toBe(400);
    await client.renameTag('c', 'C');
    await client.deleteTag('a tag');
    expect(await client.getTags()).toEqual(['C']);
    await client.setTags({ IDs: [id, other.id] });
    expect(await client.getTags()).toEqual([]);
    expect(await stored()).toBe(2);
  });
});

describe('sending and releasing', () => {
  it('sends what Mailpit sends', async () => {
    const { ID } = await client.sendMessage({
      From: { Email: 'bob@example.org', Name: 'Bob' },
      To: [{ Email: 'ann@example.org', Name: 'Ann' }],
      Cc: [{ Email: 'carl@example.org' }],
      Bcc: ['hidden@example.org'],
      ReplyTo: [{ Email: 'reply@example.org', Name: '' }],
      Subject: 'Sent ✓',
      Text: 'text',
      HTML: '<p>html <img src="cid:pic"></p>',
      Headers: { 'X-Own': 'yes' },
      Tags: ['sent'],
      Attachments: [
        { Content: 'data:text/plain;base64,SGVsbG8=', Filename: 'hello.txt' },
        { Content: 'iVBORw0KGgo=', Filename: 'p.png', ContentID: 'pic', ContentType: 'image/png' },
      ],
    });
    const message = await client.getMessageSummary(ID);
    expect(message).toMatchObject({
      Subject: 'Sent ✓',
      Text: expect.stringContaining('text'),
      Bcc: [{ Address: 'hidden@example.org' }],
      ReplyTo: [{ Address: 'reply@example.org' }],
      Tags: ['sent'],
      Attachments: [{ FileName: 'hello.txt', Size: 5 }],
      Inline: [{ FileName: 'p.png', ContentID: 'pic' }],
    });
    expect((await client.getMessageHeaders(ID))['X-Own']).toEqual(['yes']);
    expect(await client.getMessageSource(ID)).not.toContain('hidden@');
  });

  it.each([
    [{}, /From/],
    [{ From: { Email: 'bob@example.org' } }, /recipient/],
    [{ From: { Email: 'a b' }, To: [{ Email: 'ann@example.org' }] }, /address/],
    [{ From: { Email: 'bob@example.org' }, To: [{ Email: 'a@x.example' }], Headers: { Subject: 'x' } }, /Subject/],
    [{ From: { Email: 'bob@example.org' }, To: [{ Email: 'a@x.example' }], Headers: { 'X-A': 'a\r\nB: c' } }, /line/],
    [
      { From: { Email: 'bob@example.org' }, To: [{ Email: 'a@x.example' }], Attachments: [{ Content: '%%' }] },
      /base64/,
    ],
  ])('refuses %j', async (body, why) => {
    const answer = await house.send('POST', '/api/v1/send', body);
    expect([answer.status, answer.headers['content-type']]).toEqual([400, 'application/json; charset=utf-8']);
    expect(answer.json<{ Error: string }>()).toEqual({ Error: expect.stringMatching(why) });
    expect(await stored()).toBe(0);
  });

  it('sends what is larger than what is read at one go', async () => {
    const bytes = randomBytes(12 * 1024 * 1024);
    const text = 'grüße "quoted" \\ '.repeat(10_000);
    const { ID } = await client.sendMessage({
      From: { Email: 'bob@example.org', Name: '' },
      To: [{ Email: 'ann@example.org', Name: '' }],
      Text: text,
      Attachments: [{ Content: bytes.toString('base64'), Filename: 'large.bin' }],
    });
    const message = await client.getMessageSummary(ID);
    expect(message.Attachments).toMatchObject([{ FileName: 'large.bin', Size: bytes.length }]);
    expect(message.Text.trimEnd()).toBe(text.trimEnd());
    const part = await house.ask(`/api/v1/message/${ID}/part/${message.Attachments[0]?.PartID}`);
    expect(part.bytes.equals(bytes)).toBe(true);
  });

  it('bounds all of it but the attachments by what is read at one go', async () => {
    const mail = { From: { Email: 'bob@example.org' }, To: [{ Email: 'ann@example.org' }] };
    const long = 'x'.repeat(9 * 1024 * 1024);
    for (const more of [
      { Text: long },
      { HTML: long },
      { Subject: long },
      { Headers: { 'X-Long': 'x'.repeat(70_000) } },
    ]) {
      const answer = await house.send('POST', '/api/v1/send', { ...mail, ...more });
      expect([Object.keys(more), answer.status]).toEqual([Object.keys(more), 413]);
      expect(answer.json()).toEqual({ Error: expect.any(String) });
    }
    const many = { ...mail, X: Array.from({ length: 1_000_000 }, () => 'xxxxxxx') };
    expect((await house.send('POST', '/api/v1/send', many)).status).toBe(413);
    expect(await stored()).toBe(0);
  });

  it('releases nothing without a relay', async () => {
    const { id } = await house.put(mail('x'));
    const release = (of: string, body: unknown) => house.send('POST', `/api/v1/message/${of}/release`, body);
    expect((await release('latest', { To: ['ann@example.org'] })).status).toBe(404);
    for (const [body, why] of [
      [{ To: ['nobody'] }, 'Invalid email address'],
      [{}, 'No valid addresses'],
      [{ to: ['ann@example.org'] }, 'Sending is off'],
    ] as const) {
      const answer = await release(id, body);
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining(why)]);
    }
  });
});

describe('chaos', () => {
  it('is set and reset by trigger, all or nothing', async () => {
    const calm = await shaped('/api/v1/chaos', shapes.chaosShape);
    expect(calm).toEqual({
      Sender: { ErrorCode: 451, Probability: 0 },
      Recipient: { ErrorCode: 451, Probability: 0 },
      Authentication: { ErrorCode: 535, Probability: 0 },
    });
    const Sender = { ErrorCode: 550, Probability: 100 };
    expect(await client.setChaosTriggers({ Sender })).toEqual({ ...calm, Sender });
    expect(house.faults.refuse('sender')).toEqual({ code: 550, text: 'Chaos sender error' });
    for (const wrong of [
      { ErrorCode: 399, Probability: 1 },
      { ErrorCode: 450, Probability: 101 },
      { ErrorCode: 450, Probability: 0.5 },
    ]) {
      const answer = await house.send('PUT', '/api/v1/chaos', {
        Recipient: { ErrorCode: 450, Probability: 1 },
        Sender: wrong,
      });
      expect(answer.status).toBe(400);
    }
    expect(await client.getChaosTriggers()).toEqual({ ...calm, Sender });
    expect((await house.ask('/api/v1/chaos', { method: 'PUT', body: '{"sender":{"probability":50}}' })).json()).toEqual(
      calm,
    );
    expect(await client.setChaosTriggers({})).toEqual(calm);
  });
});

describe('the rest', () => {
  it('tells of the server', async () => {
    await house.put(MIXED);
    expect(await shaped('/api/v1/info', shapes.infoShape)).toMatchObject({
      LatestVersion: 'disabled',
      Messages: 1,
      Unread: 1,
      Tags: { news: 1, fresh: 1 },
    });
    await house.put(mail('x'));
    const { RuntimeStats } = await client.getInfo();
    expect(RuntimeStats).toMatchObject({ SMTPAccepted: 2, SMTPAcceptedSize: expect.any(Number) });
    await shaped('/api/v1/webui', shapes.webuiShape);
    const { paths } = (await house.ask('/api/v1/swagger.json')).json<{
      paths: Record<string, Record<string, unknown>>;
    }>();
    expect(Object.keys(paths['/api/v1/messages'] ?? {})).toEqual(['get', 'put', 'delete']);
    expect(JSON.stringify(paths['/api/v1/info'])).toContain('RuntimeStats');
    for (const path of ['/livez', '/readyz']) expect((await house.ask(path)).status).toBe(200);
    const options = await house.ask('/api/v1/messages', { method: 'OPTIONS' });
    expect([options.status, options.text]).toEqual([200, '']);
    expect((await house.ask('/api/v1/messages', { method: 'PATCH' })).status).toBe(405);
    expect((await house.ask('/api/v1/nothing')).status).toBe(404);
    expect((await house.ask('/api/v1/messages', { method: 'HEAD' })).status).toBe(200);
  });

  it('shows messages, safely', async () => {
    const { id } = await house.put(MIXED);
    const html = await client.renderMessageHTML(id);
    expect(html).toContain('src="data:image/png;base64,');
    expect(html).not.toContain('<script');
    expect((await house.ask(`//view/${id}.html`)).status).toBe(308);
    expect((await fetch(`${house.origin}//view/latest.html`)).status).toBe(200);
    expect((await house.ask('/view/latest.html')).headers['content-security-policy']).toContain('sandbox');
    await house.put(mail('plain', 'Some text'));
    expect(await client.renderMessageText()).toContain('Some text');
    expect((await house.ask('/view/latest.html')).status).toBe(404);
    expect((await house.ask('/view/latest.html?query=subject:Mixed')).status).toBe(200);
    expect((await house.ask('/view/latest?query=subject:Mixed')).headers.location).toBe(`/view/${id}`);
    expect((await house.ask(`/view/${id}`)).headers.location).toBe(`/m/${id}`);
    expect((await house.ask('/view/latest?query=subject:none')).headers.location).toBe('/');
    expect((await client.listMessages()).unread).toBe(0);
  });

  it('waits with the client, as that does it', async () => {
    const waiting = client.waitForMessage({ query: 'subject:later' }, { interval: 20 });
    await house.put(mail('later'));
    expect((await waiting).Subject).toBe('later');
  });
});

it('is not there when nobody wants it', async () => {
  const bare = await openHouse({ http: { compat: 'off' } });
  expect((await bare.ask('/api/v1/messages')).status).toBe(404);
  expect((await bare.ask('/view/latest.txt')).status).toBe(404);
  await bare.close();
});
