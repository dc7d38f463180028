import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageJson, MessageRowJson } from '../schemas/message.js';
import type { Problem } from '../schemas/server.js';
import { type House, mail, openHouse } from '../testing/harness.js';

let house: House;
beforeEach(async () => {
  house = await openHouse({ smtp: { maxMessageSize: '200KB' } });
});
afterEach(() => house.close());

const raw = (body: string | Buffer, query = '', headers: Record<string, string> = {}) =>
  house.ask(`/api/messages${query}`, {
    method: 'POST',
    headers: { 'content-type': 'message/rfc822', ...headers },
    body,
  });
const json = (body: unknown) => house.send('POST', '/api/messages', body);
const rawOf = async (id: string) => (await house.ask(`/api/messages/${id}/raw`)).bytes;
const count = async () => (await house.store.stats()).messages;

describe('a raw message', () => {
  it('is kept byte for byte, with its envelope from its header', async () => {
    const bytes = Buffer.concat([
      Buffer.from(mail('x', 'bare\nLF, NUL \0, dots\r\n..\r\n.\r\n')),
      Buffer.from([0xff, 0xfe]),
    ]);
    const answer = await raw(bytes);
    expect(answer.status).toBe(201);
    const row = answer.json<MessageRowJson>();
    expect(answer.headers.location).toBe(`/api/messages/${row.id}`);
    expect(row).toMatchObject({ reversePath: 'bob@example.org', recipients: ['ann@example.org'], subject: 'x' });
    expect((await rawOf(row.id)).equals(bytes)).toBe(true);
    const accounts = (await house.ask('/api/accounts')).json<{ accounts: { name: string }[] }>().accounts;
    expect(accounts.map(({ name }) => name)).toEqual(['ann@example.org', 'catchall']);
    expect((await house.ask(`/api/accounts/ann%40example.org/mailboxes`)).json()).toMatchObject({
      mailboxes: [{ name: 'INBOX', exists: 1, uidNext: 2 }],
    });
  });

  it('takes the envelope that is given, the null reverse-path too', async () => {
    const answer = await raw(mail('x'), '?from=&to=a%40x.example&to=%22odd+user%22%40x.example');
    expect(answer.json()).toMatchObject({ reversePath: '', recipients: ['a@x.example', '"odd user"@x.example'] });
  });

  it.each(['a%0d%0aRCPT', 'a%3e', 'a%20b', 'a%00'])('refuses the address %s', async (address) => {
    expect((await raw(mail('x'), `?to=${address}`)).status).toBe(400);
  });

  it('is refused when it is too large, told beforehand or not, and nothing is kept', async () => {
    const large = mail('x', 'x'.repeat(300 * 1024));
    expect((await raw(large)).status).toBe(413);
    expect((await raw(large, '', { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect(await count()).toBe(0);
    expect((await raw(mail('small'))).status).toBe(201);
  });

  it('is forgotten when its sender breaks off', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(house.port, '127.0.0.1', () => {
        socket.write(
          'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: 1000\r\n\r\nSubject: half',
          () => setImmediate(() => socket.destroy()),
        );
      });
      socket.on('close', () => resolve());
    });
    expect((await house.ask('/healthz')).status).toBe(200);
    expect(await count()).toBe(0);
  });

  it('must not be compressed, must not be empty, must be of this type', async () => {
    expect((await raw(mail('x'), '', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await raw('')).status).toBe(400);
    for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
      expect((await raw('x', '', { 'content-type': type })).status).toBe(415);
    }
  });
});

describe('a message made from JSON', () => {
  it('has all that was asked for, and hides Bcc', async () => {
    const answer = await json({
      from: { name: 'Jürgen', address: 'j@example.org' },
      to: ['Ann <ann@example.org>', { address: 'eve@example.org' }],
      cc: 'cc@example.org',
      bcc: 'secret@example.org',
      subject: 'Grüße',
      text: 'line\r\nline',
      html: '<p>x</p>',
      headers: { 'X-Own': 'yes' },
      date: '2024-02-03T04:05:06Z',
      messageId: '<own@example.org>',
      attachments: [{ filename: 'ü.txt', contentType: 'text/plain', content: btoa('hello') }],
      tags: ['made'],
    });
    expect(answer.status).toBe(201);
    const { id } = answer.json<MessageRowJson>();
    const message = (await house.ask(`/api/messages/${id}`)).json<MessageJson>();
    expect(message).toMatchObject({
      subject: 'Grüße',
      from: [{ name: 'Jürgen', address: 'j@example.org' }],
      date: '2024-02-03T04:05:06.000Z',
      messageId: 'own@example.org',
      recipients: ['ann@example.org', 'eve@example.org', 'cc@example.org', 'secret@example.org'],
      tags: ['made'],
      attachmentList: [{ filename: 'ü.txt', contentType: 'text/plain', size: 5 }],
      html: expect.stringContaining('<p>x</p>'),
    });
    expect((await rawOf(id)).toString()).not.toContain('secret@');
  });

  it('takes an envelope of its own', async () => {
    const answer = await json({
      from: 'a@x.example',
      to: 'shown@x.example',
      text: 'x',
      envelope: { from: 'bounce@x.example', to: ['real@x.example'] },
    });
    expect(answer.json()).toMatchObject({ reversePath: 'bounce@x.example', recipients: ['real@x.example'] });
  });

  it.each([
    ['subject', { subject: 'x\r\nBcc: evil@example.org' }],
    ['subject', { subject: 'x\nX: y' }],
    ['messageId', { messageId: '<a@b>\r\nX: y' }],
    ['inReplyTo', { inReplyTo: 'a\rb' }],
    ['references.1', { references: ['a', 'b\nc'] }],
    ['headers.X-A', { headers: { 'X-A': 'b\r\nX-Evil: c' } }],
    ['from.name', { from: { name: 'a\r\nX: y', address: 'a@b' } }],
    ['to', { to: 'a@b\r\nX: y' }],
    ['cc.0.address', { cc: [{ address: 'a@b\r\nX: y' }] }],
    ['attachments.0.filename', { attachments: [{ filename: 'a\r\nX: y', content: '' }] }],
    ['attachments.0.contentType', { attachments: [{ contentType: 'a/b\r\nX: y', content: '' }] }],
    ['attachments.0.contentId', { attachments: [{ contentId: 'a\r\nX: y', content: '' }] }],
    ['envelope.to.0', { envelope: { from: 'a@b', to: ['a@b\r\nDATA'] } }],
    ['envelope.from', { envelope: { from: 'a@b>\n', to: ['a@b'] } }],
    ['headers.Content-Type', { headers: { 'Content-Type': 'text/html' } }],
    ['headers.BCC', { headers: { BCC: 'x@y' } }],
  ])('refuses what would break out of %s', async (field, fields) => {
    const answer = await json({ from: 'a@b', to: 'c@d', text: 'x', ...fields });
    expect(answer.status).toBe(400);
    expect(answer.json<Problem>().errors?.[0]?.field).toBe(field);
    expect(await count()).toBe(0);
  });

  it.each([
    { headers: { 'X\r\nY': 'z' } },
    { headers: { 'X: Y': 'z' } },
    { attachments: [{ path: '/etc/passwd', content: '' }] },
    { attachments: [{ href: 'http://169.254.169.254/', content: '' }] },
    { attachments: [{ content: 'not base64!' }] },
    { text: { path: '/etc/passwd' } },
    { html: { href: 'http://127.0.0.1/' } },
    { raw: 'x' },
    { icalEvent: { path: '/etc/passwd' } },
    { to: undefined },
    { date: 'yesterday' },
    { envelope: { from: 'a@b', to: ['a b'] } },
    { to: Array(1001).fill('a@b') },
    { to: 'a@b,'.repeat(20_000) },
    { subject: 'x'.repeat(70_000) },
    { envelope: { from: 'a@b', to: Array(1001).fill('a@b') } },
  ])('refuses %j', async (fields) => {
    expect((await json({ from: 'a@b', to: 'c@d', text: 'x', ...fields })).status).toBe(400);
    expect(await count()).toBe(0);
  });

  it('is bounded like any other', async () => {
    const answer = await json({ from: 'a@b', to: 'c@d', text: 'x'.repeat(300 * 1024) });
    expect(answer.status).toBe(413);
    expect((await json({ from: 'a@b', to: 'c@d', text: 'x'.repeat(9 * 1024 * 1024) })).status).toBe(413);
    expect(await count()).toBe(0);
  });
});
