import { readFileSync } from 'node:fs';
import { createTransport, type Transporter } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createServer, type Restante } from '../server.js';
import { type RestanteClient, UnexpectedMessage } from './index.js';
import { failure } from './testing/failure.js';

/** What users of other mail catchers meet in public threads: docs/testing.md has a table of it, and here is each row. */

let server: Restante;
let client: RestanteClient;
let smtp: Transporter;
beforeAll(async () => {
  server = createServer({ smtp: { port: 0 } });
  await server.start();
  client = server.client;
  smtp = createTransport({ host: '127.0.0.1', port: server.addresses.smtp?.port, ignoreTLS: true, pool: true });
});
afterAll(async () => {
  smtp.close();
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
});

const send = (to: string, subject: string, text = subject) =>
  smtp.sendMail({ from: 'app@example.org', to, subject, text });

const PAINS: Readonly<Record<string, () => Promise<void>>> = {
  async 'polling loops with sleeps'() {
    const requests: string[] = [];
    const counted = (await import('./index.js')).createClient({
      url: server.addresses.http?.url,
      fetch: (input, init) => {
        requests.push(String(input));
        return fetch(input, init);
      },
    });
    const waiting = counted.messages.wait({ to: 'poll@example.org' });
    await send('poll@example.org', 'at last');
    expect((await waiting).subject).toBe('at last');
    // One to wait, one for the whole message.
    expect(requests).toHaveLength(2);
  },

  async 'only the newest 50 are looked at'() {
    await send('early@example.org', 'the one');
    for (let n = 0; n < 60; n++) await send('crowd@example.org', `mail ${n}`);
    expect((await client.messages.wait({ to: 'early@example.org' })).subject).toBe('the one');
  },

  async 'the newest mail is another test’s'() {
    const [mine, theirs] = [await client.createInbox(), await client.createInbox()];
    await send(mine.address, 'mine');
    await send(theirs.address, 'theirs');
    expect((await mine.waitForMessage()).subject).toBe('mine');
    expect((await mine.messages.list()).messages).toHaveLength(1);
    await Promise.all([mine.close(), theirs.close()]);
  },

  async 'clearing the box deletes another test’s mail'() {
    const [mine, theirs] = [await client.createInbox(), await client.createInbox()];
    await send(theirs.address, 'theirs');
    await mine.clear();
    await mine.close();
    expect((await theirs.waitForMessage()).subject).toBe('theirs');
    await theirs.close();
  },

  async 'a rerun picks the last run’s code'() {
    await send('code@example.org', 'Your code', 'Your verification code is 111111.');
    const since = await client.cursor();
    const code = client.messages.waitForCode({ to: 'code@example.org', since });
    await send('code@example.org', 'Your code', 'Your verification code is 222222.');
    expect(await code).toBe('222222');
  },

  async 'the first mail is "new login", not "reset"'() {
    const inbox = await client.createInbox();
    const reset = inbox.waitForMessage({ subject: 'reset' });
    await send(inbox.address, 'New login');
    await send(inbox.address, 'Reset your password');
    expect((await reset).subject).toBe('Reset your password');
    await inbox.close();
  },

  async 'a list shows a mail before its body'() {
    const inbox = await client.createInbox();
    const text = 'word '.repeat(40_000);
    let sending = true;
    const sent = (async () => {
      for (let n = 0; n < 5; n++) await send(inbox.address, 'large', `${text}${n}`);
      sending = false;
    })();
    const seen = new Set<string>();
    while (sending || seen.size < 5) {
      for (const { id } of (await inbox.messages.list()).messages) {
        expect((await inbox.messages.get(id)).text?.length).toBeGreaterThan(text.length);
        seen.add(id);
      }
    }
    await sent;
    await inbox.close();
  },

  async '"nothing was sent" can never fail'() {
    const inbox = await client.createInbox();
    const nothing = failure(inbox.waitForNone({ timeout: '20s' }));
    await send(inbox.address, 'something');
    // Long before the time is up.
    expect(await nothing).toBeInstanceOf(UnexpectedMessage);
    await inbox.close();
  },
};

it.each(Object.keys(PAINS))('%s: not here', (pain) => PAINS[pain]?.());

it('docs/testing.md has a row for each', () => {
  const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8');
  const rows = page.slice(page.indexOf('| Pain |')).matchAll(/^\| (?!Pain|-)([^|]+) \|/gm);
  expect([...rows].map(([, pain]) => pain)).toEqual(Object.keys(PAINS));
});
