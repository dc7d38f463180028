import { createTransport, type Transporter } from 'nodemailer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createServer, type Restante } from '../server.js';
import { NotInMessage, type RestanteClient, RestanteError, UnexpectedMessage, WaitTimeout } from './index.js';
import { failure } from './testing/failure.js';

let restante: Restante;
let client: RestanteClient;
let smtp: Transporter;
let since: string;

beforeAll(async () => {
  restante = createServer({ smtp: { port: 0 }, http: { port: 0 } });
  const addresses = await restante.start();
  client = restante.client;
  smtp = createTransport({ host: '127.0.0.1', port: addresses.smtp?.port as number, ignoreTLS: true });
});
beforeEach(async () => {
  since = await client.cursor();
});
afterEach(async () => {
  await restante.store.delete({});
  expect(await restante.store.verify()).toEqual([]);
});
afterAll(() => restante.stop());

const reset = {
  from: 'Shop <noreply@shop.example>',
  to: 'Ann Lee <ann@example.org>',
  bcc: 'audit@example.org',
  subject: 'Reset your password',
  text: 'Your verification code is 482913.',
  html: '<p>Your verification code is <b>482913</b></p><a href="https://shop.example/help">Help</a> <a href="https://shop.example/reset?t=1">Reset password</a>',
  attachments: [{ filename: 'a b.txt', content: 'héllo' }],
};
const simple = (to: string, subject: string, more: object = {}) =>
  smtp.sendMail({ from: 'app@example.org', to, subject, text: subject, ...more });

describe('wait', () => {
  it('resolves to the whole message, sent before or after', async () => {
    const early = client.messages.wait({ to: 'ann@example.org', subject: 'reset', since });
    await smtp.sendMail(reset);
    const late = client.messages.wait({ from: 'Shop', since });
    for (const mail of [await early, await late]) {
      expect(mail.subject).toBe('Reset your password');
      expect(mail.text).toContain('482913');
      expect(mail.html).toContain('<b>482913</b>');
      expect(mail.extractCode()).toBe('482913');
      expect(mail.extractCode(/^\d{6}$/)).toBe('482913');
      expect(mail.extractLink('Reset password')).toBe('https://shop.example/reset?t=1');
      expect(mail.extractLink(/help$/)).toBe('https://shop.example/help');
      expect(await mail.header('subject')).toBe('Reset your password');
      expect(await mail.header('x-none')).toBeNull();
      expect(mail.attachments.map(({ filename }) => filename)).toEqual(['a b.txt']);
      expect(new TextDecoder().decode(await mail.attachments[0]?.content())).toBe('héllo');
      expect(new TextDecoder().decode(await mail.raw())).toMatch(/^From: /m);
    }
  });

  it('says what is there when a link or code is not', async () => {
    await smtp.sendMail(reset);
    const mail = await client.messages.wait({ since });
    expect(() => mail.extractLink('Unsubscribe')).toThrow(NotInMessage);
    expect(() => mail.extractLink({ host: 'nowhere' })).toThrow('"Reset password" https://shop.example/reset?t=1');
    expect(() => mail.extractCode(/^\d{4}$/)).toThrow('Its codes are: 482913.');
    await simple('ann@example.org', 'Plain', { text: 'Nothing here' });
    const plain = await client.messages.wait({ subject: 'Plain', since });
    expect(() => plain.extractLink()).toThrow('There is no such link in "Plain". It has no links.');
    expect(() => plain.extractCode()).toThrow('It begins: "Nothing here"');
  });

  it('a complete address is the whole address, by Bcc too', async () => {
    await simple('joann@example.org', 'other');
    await simple('ann@example.org.evil.example', 'other');
    await smtp.sendMail(reset);
    expect((await client.messages.wait({ to: 'ann@example.org', since })).subject).toBe(reset.subject);
    expect((await client.messages.wait({ to: 'audit@example.org', since })).subject).toBe(reset.subject);
    const error = await failure<WaitTimeout>(client.messages.wait({ to: 'eve@example.org', since, timeout: 20 }));
    expect(error).toBeInstanceOf(WaitTimeout);
    expect(error.arrived).toHaveLength(3);
    expect(error.message).toContain(
      '"Reset your password" from noreply@shop.example to ann@example.org, audit@example.org',
    );
  });

  it('never sees what was there before the cursor', async () => {
    await simple('ann@example.org', 'yesterday');
    const now = await client.cursor();
    await client.messages.waitForNone({ to: 'ann@example.org', since: now, timeout: 30 });
    const none = failure(client.messages.waitForNone({ to: 'ann@example.org', since: now, timeout: 5000 }));
    await simple('ann@example.org', 'today');
    expect(await none).toBeInstanceOf(UnexpectedMessage);
    expect((await client.messages.wait({ to: 'ann@example.org', since: now })).subject).toBe('today');
  });

  it('count: the last of so many, or all of them in order', async () => {
    const third = client.messages.wait({ count: 3, since });
    for (const subject of ['one', 'two', 'three', 'four']) await simple('ann@example.org', subject);
    expect((await third).subject).toBe('three');
    const all = await client.messages.waitAll({ count: 3, since });
    expect(all.map(({ subject }) => subject)).toEqual(['one', 'two', 'three']);
    const error = await failure<WaitTimeout>(client.messages.waitAll({ count: 9, since, timeout: 20 }));
    expect(error.matched).toHaveLength(4);
  });

  it('a link or a code in one step', async () => {
    await smtp.sendMail(reset);
    expect(await client.messages.waitForLink({ since }, 'help')).toBe('https://shop.example/help');
    expect(await client.messages.waitForCode({ since })).toBe('482913');
  });

  it('a mistake in the query is told with its column in what was given', async () => {
    const error = await failure<RestanteError>(client.messages.wait({ query: 'a form:x', to: 'b', since }));
    expect(error).toBeInstanceOf(RestanteError);
    expect(error).toMatchObject({ status: 400, problem: { column: 3, length: 5 } });
  });
});

test('list, iterate, and criteria together', async () => {
  for (let n = 0; n < 5; n++) await simple(n % 2 ? 'ann@example.org' : 'bob@example.org', `n ${n}`);
  const page = await client.messages.list({ to: 'bob@example.org', query: 'n OR x', limit: 2, total: true });
  expect(page.messages.map(({ subject }) => subject)).toEqual(['n 4', 'n 2']);
  expect(page.total).toBe(3);
  const all: string[] = [];
  for await (const { subject } of client.messages.iterate({ limit: 2, order: 'oldest', since })) all.push(subject);
  expect(all).toEqual(['n 0', 'n 1', 'n 2', 'n 3', 'n 4']);
});

test('every face of a message', async () => {
  await smtp.sendMail(reset);
  const { id } = await client.messages.wait({ since });
  expect(await client.messages.text(id)).toContain('482913');
  expect(await client.messages.html(id)).toContain('482913');
  expect((await client.messages.headers(id)).map(({ name }) => name)).toContain('Subject');
  expect((await client.messages.structure(id)).root.contentType).toBe('multipart/mixed');
  expect((await client.messages.links(id)).map(({ url }) => url)).toContain('https://shop.example/reset?t=1');
  expect((await client.messages.codes(id))[0]?.code).toBe('482913');
  const [attachment] = await client.messages.attachments(id);
  expect(new TextDecoder().decode(await client.messages.attachment(id, attachment?.path as string))).toBe('héllo');
  const { session, lines } = await client.messages.transcript(id);
  expect(lines.some(({ line }) => line.startsWith('RCPT TO:<audit@example.org>'))).toBe(true);
  expect((await client.sessions.get(session as string)).messages).toContain(id);
  expect((await client.sessions.list({ limit: 1 })).sessions).toHaveLength(1);
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await client.messages.rawStream(id)) as unknown as AsyncIterable<Uint8Array>)
    chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(Buffer.from(await client.messages.raw(id)))).toBe(true);
});

test('delete: one, some, what a search finds', async () => {
  for (const subject of ['a1', 'a2', 'b1', 'b2', 'c1']) await simple('ann@example.org', subject);
  const rows = (await client.messages.list({ order: 'oldest' })).messages;
  const ids = rows.map(({ id }) => id);
  expect(await client.messages.delete(ids[0] as string)).toBe(1);
  expect(await failure(client.messages.delete(ids[0] as string))).toMatchObject({ status: 404 });
  expect(await client.messages.delete([ids[0], ids[1]] as string[])).toBe(1);
  expect(await client.messages.delete([])).toBe(0);
  expect(await client.messages.delete({ subject: 'b', upTo: rows[2]?.cursor as string })).toBe(1);
  expect((await client.messages.list()).messages.map(({ subject }) => subject)).toEqual(['c1', 'b2']);
  await (await client.messages.wait({ subject: 'c1' })).delete();
  expect((await client.messages.list()).messages.map(({ subject }) => subject)).toEqual(['b2']);
});

test('clear takes what is there, all or of one account, and not what comes later', async () => {
  await simple('ann@example.org', 'one');
  await simple('bob@example.org', 'two');
  expect(await client.messages.clear({ account: 'ann@example.org' })).toBe(1);
  await simple('bob@example.org', 'three');
  expect(await client.messages.clear()).toBe(2);
  expect(await client.messages.clear()).toBe(0);
  await simple('bob@example.org', 'four');
  expect((await client.messages.list()).messages).toHaveLength(1);
});

test('update: one, some, what a search finds', async () => {
  await simple('ann@example.org', 'one');
  await simple('bob@example.org', 'two');
  const [two, one] = (await client.messages.list()).messages;
  expect(await client.messages.update(one?.id as string, { seen: true, tags: ['x'] })).toMatchObject({
    seen: true,
    tags: ['x'],
  });
  expect(await client.messages.update([two?.id as string], { addTags: ['y'] })).toBe(1);
  expect(await client.messages.update({ to: 'ann@example.org' }, { addTags: ['z'], seen: false })).toBe(1);
  expect((await client.messages.list()).messages.map(({ seen, tags }) => ({ seen, tags }))).toEqual([
    { seen: false, tags: ['y'] },
    { seen: false, tags: ['x', 'z'] },
  ]);
  const mail = await client.messages.wait({ subject: 'one' });
  expect(await mail.update({ seen: true })).toMatchObject({ seen: true });
});

test('send makes a message; sendRaw keeps every byte and the envelope that it is given', async () => {
  const made = await client.messages.send({
    from: 'app@example.org',
    to: ['ann@example.org'],
    subject: 'Made',
    text: 'x',
    tags: ['t'],
  });
  expect(made).toMatchObject({ subject: 'Made', tags: ['t'], recipients: ['ann@example.org'] });
  const bytes = Uint8Array.of(...Buffer.from('Subject: raw\n\n'), 0, 0xff, 0x0d);
  const raw = await client.messages.sendRaw(bytes, { from: 'a@x', to: ['b@x', 'c@x'] });
  expect(raw).toMatchObject({ reversePath: 'a@x', recipients: ['b@x', 'c@x'] });
  expect(await client.messages.raw(raw.id)).toEqual(bytes);
});

test('accounts, info, ready', async () => {
  await simple('new@example.org', 'one');
  const { accounts } = await client.accounts.list({ contains: 'NEW@' });
  expect(accounts.map(({ name, messages }) => [name, messages])).toEqual([['new@example.org', 1]]);
  expect((await client.accounts.mailboxes('new@example.org')).map(({ name }) => name)).toEqual(['INBOX']);
  expect(await client.info()).toMatchObject({ name: 'Restante', store: { messages: 1 } });
  await client.ready();
  expect(await failure(client.messages.get('01900000-0000-7000-8000-000000000001'))).toMatchObject({ status: 404 });
});

test('events: what happens from the call on, and what came after a cursor', async () => {
  const live = client.events({ query: 'subject:seen', account: 'ann@example.org' });
  await simple('ann@example.org', 'not this');
  await simple('ann@example.org', 'seen one');
  await simple('bob@example.org', 'seen other');
  await simple('ann@example.org', 'seen two');
  const subjects: string[] = [];
  for await (const event of live) {
    if (event.type === 'message') subjects.push(event.message.subject);
    if (subjects.length === 2) break;
  }
  expect(subjects).toEqual(['seen one', 'seen two']);

  const replayed: string[] = [];
  for await (const event of client.events({ since })) {
    if (event.type === 'message') replayed.push(event.message.subject);
    if (replayed.length === 4) break;
  }
  expect(replayed).toEqual(['not this', 'seen one', 'seen other', 'seen two']);
});

test('events: a cursor of another store is answered by resync', async () => {
  const other = createServer({ smtp: { port: 'off' }, http: { port: 0 } });
  await other.start();
  const foreign = await other.client.cursor();
  expect(await other.store.verify()).toEqual([]);
  await other.stop();
  const events = client.events({ since: foreign });
  expect(await events.next()).toMatchObject({ value: { type: 'resync', cursor: expect.stringMatching(/./) } });
  await events.return();
});
