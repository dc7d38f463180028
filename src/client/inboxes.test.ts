import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer, type Restante } from '../server.js';
import { type Inbox, type RestanteClient, type RestanteError, UnexpectedMessage } from './index.js';
import { failure } from './testing/failure.js';

let restante: Restante;
let client: RestanteClient;

beforeAll(async () => {
  restante = createServer({ smtp: { port: 0 }, imap: { port: 'off' }, pop3: { port: 'off' } });
  await restante.start();
  client = restante.client;
});
afterAll(async () => {
  expect(await restante.store.verify()).toEqual([]);
  await restante.stop();
});

/** Sends as the application under test does, by SMTP with the login of the inbox, if it is given. */
async function send(to: string, subject: string, login?: Inbox['login'], text = 'Your verification code is 482913.') {
  const { host, port } = restante.addresses.smtp as { host: string; port: number };
  const auth = login && { user: login.user, pass: login.password };
  // A busy machine may take long to greet 400 clients at one time.
  const patience = { connectionTimeout: 120_000, greetingTimeout: 120_000, socketTimeout: 120_000 };
  const smtp = createTransport({ host, port, ignoreTLS: true, ...patience, ...(auth && { auth }) });
  await smtp.sendMail({ from: 'app@shop.example', to, subject, text, headers: { 'X-Tags': subject } });
  smtp.close();
}

test('200 tests at one time never see the mail of each other', { timeout: 240_000 }, async () => {
  const TESTS = 200;
  const inboxes = await Promise.all(Array.from({ length: TESTS }, () => client.createInbox({ ttl: '1h' })));
  expect(new Set(inboxes.map(({ address }) => address)).size).toBe(TESTS);

  const one = async (inbox: Inbox, n: number) => {
    const heard: string[] = [];
    const listening = (async () => {
      for await (const event of inbox.events({ since: inbox.cursor })) {
        if (event.type === 'message') heard.push(event.message.subject);
        if (heard.length === 2) return;
      }
    })();
    const waiting = inbox.waitForMessages({ exactly: 2, quiet: '100ms', timeout: '120s' });
    // One by address, one by login to an address that all of them send to.
    await send(inbox.address, `mail-${n}`);
    await send('someone@example.org', `mail-${n}-by-login`, inbox.login);
    const subjects = [`mail-${n}`, `mail-${n}-by-login`];
    expect((await waiting).map(({ subject }) => subject)).toEqual(subjects);
    await listening;
    expect(heard).toEqual(subjects);
    expect((await inbox.messages.list()).messages.map(({ subject }) => subject)).toEqual(subjects.toReversed());
    expect((await inbox.messages.list({ query: 'body:verification', total: true })).total).toBe(2);
    const tags = await fetch(new URL('api/tags', restante.addresses.http?.url), {
      headers: { authorization: `Bearer ${inbox.token}` },
    });
    expect(await tags.json()).toEqual({ tags: subjects.map((name) => ({ name, count: 1 })) });
    await inbox.assert({ expect: { count: { atMost: 2 }, code: '482913' }, quiet: '10ms' });
    expect(await inbox.clear()).toBe(2);
  };
  await Promise.all(inboxes.map(one));
  await Promise.all(inboxes.map((inbox) => inbox.close()));
  expect(await client.inboxes.list()).toEqual([]);
  // What was sent to somebody else by a login is still with whom it was sent to.
  expect((await client.messages.list({ account: 'someone@example.org', total: true })).total).toBe(TESTS);
});

test('an inbox waits, asserts, links and closes', async () => {
  const inbox = await client.createInbox({ prefix: 'sign-up' });
  await inbox.waitForNone({ timeout: 10 });
  const none = failure(inbox.waitForNone({ timeout: '60s' }));
  await send(inbox.address, 'Confirm', undefined, 'Go to https://shop.example/confirm?t=1 . Your code is 482913.');
  expect(await none).toBeInstanceOf(UnexpectedMessage);
  expect(await inbox.waitForLink(/confirm/)).toBe('https://shop.example/confirm?t=1');
  expect(await inbox.waitForCode()).toBe('482913');
  const next = await fetch(inbox.nextLinkUrl({ url: 'confirm' }), { redirect: 'manual' });
  expect([next.status, next.headers.get('location')]).toEqual([302, 'https://shop.example/confirm?t=1']);
  const mail = await inbox.assert({ expect: { subject: 'Confirm' } });
  expect(await mail?.snapshot()).toContain('Go to https://shop.example/confirm?t=[token-1]');
  await inbox.extend('1h');
  await inbox.close();
  await inbox.close();
  expect(await failure<RestanteError>(inbox.messages.list())).toMatchObject({ status: 401 });
});

test('its login needs its password although others need none', async () => {
  const inbox = await client.createInbox();
  const wrong = { user: inbox.login.user, password: 'wrong' };
  expect(await failure(send('x@example.org', 'x', wrong))).toMatchObject({ responseCode: 535 });
  await send('x@example.org', 'y', { user: 'anybody', password: 'anything' });
  await send('x@example.org', 'z', inbox.login);
  expect((await inbox.waitForMessage()).subject).toBe('z');
  await inbox.close();
});
