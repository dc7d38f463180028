import { setTimeout as sleep } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { ImapClient } from '../../src/imap/testing/client.js';
import { createPostgresStore } from '../../src/store/postgres/index.js';
import { freshSchema } from '../../src/store/postgres/testing/shared.js';
import { type Child, serve } from './child.js';

/** Several Restantes, each a process of its own, on one database. */

const RETENTION = { maxMessages: 0, maxBytes: 0, maxAge: 0 };

let schema: Awaited<ReturnType<typeof freshSchema>>;
const running: Child[] = [];

beforeEach(async () => {
  schema = await freshSchema();
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
  await schema.remove();
});

async function node() {
  const child = await serve(['--store', schema.url, '--max-messages', '0', '--imap-port', '0', '--pop3-port', 'off']);
  running.push(child);
  const { smtp, imap, http } = child.addresses;
  const client = createClient({ url: http?.url as string });
  return { ...child, client, smtpPort: smtp?.port as number, imapPort: imap?.port as number, url: http?.url as string };
}
type Node = Awaited<ReturnType<typeof node>>;

const raw = (subject: string, to: string): string =>
  `From: a@example.org\r\nTo: ${to}\r\nSubject: ${subject}\r\n\r\nhello\r\n`;

async function deliver(port: number, subject: string, to = 'ann@example.org'): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ envelope: { from: 'a@example.org', to }, raw: raw(subject, to) });
  transport.close();
}

/** Reads server-sent events until one has the words. */
async function sees(url: string, words: string, ready: () => void): Promise<void> {
  const answer = await fetch(url);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  for (let begun = false; !text.includes(words); ) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The stream ended: ${text}`);
    text += Buffer.from(value).toString();
    if (!begun && text.includes('event: hello')) {
      begun = true;
      ready();
    }
  }
  await reader.cancel();
}

/** Checks with a store of its own that everything fits. */
async function verified(): Promise<void> {
  const store = createPostgresStore({ url: schema.url, retention: RETENTION });
  await store.open();
  expect(await store.verify()).toEqual([]);
  await store.close();
}

describe('nodes on one database', () => {
  it('tell on each what is captured on another: wait, live events, IMAP IDLE, and cursors are good everywhere', async () => {
    const one = await node();
    const two = await node();
    await deliver(one.smtpPort, 'first');
    const imap = await ImapClient.connect(two.imapPort);
    await imap.ok('LOGIN ann@example.org x');
    await imap.ok('SELECT INBOX');
    imap.write('i1 IDLE\r\n');
    expect(await imap.response()).toMatch(/^\+/);
    const waiting = two.client.messages.wait({ query: 'subject:second', timeout: 20_000 });
    let streaming: () => void = () => {};
    const started = new Promise<void>((resolve) => {
      streaming = resolve;
    });
    const live = sees(`${two.url}api/events`, 'second', streaming);
    await started;
    await deliver(one.smtpPort, 'second');
    expect((await waiting).subject).toBe('second');
    await live;
    expect(await imap.response()).toBe('* 2 EXISTS');
    imap.destroy();

    // What one node answers is a place that the others know at once.
    for (let i = 0; i < 20; i++) {
      const since = await one.client.cursor();
      await deliver(i % 2 ? one.smtpPort : two.smtpPort, `turn ${i}`);
      const cursor = await (i % 2 ? one : two).client.cursor();
      const found = await (i % 2 ? two : one).client.messages.wait({
        query: `subject:"turn ${i}"`,
        since,
        timeout: 20_000,
      });
      expect(found.subject).toBe(`turn ${i}`);
      await expect(
        (i % 2 ? two : one).client.messages.wait({ query: `subject:"turn ${i}"`, since: cursor, timeout: 20 }),
      ).rejects.toMatchObject({ status: 408 });
    }
    await verified();
  });

  it('share settings: a user who is set on one may log in at another', async () => {
    const one = await node();
    const two = await node();
    const { headers } = await fetch(`${one.url}api/settings`);
    const put = await fetch(`${one.url}api/settings`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': headers.get('etag') as string },
      body: JSON.stringify({ users: [{ name: 'ann', password: 'secret' }], tags: [] }),
    });
    expect(put.status).toBe(200);
    const etag = put.headers.get('etag');
    for (;;) {
      const answer = await fetch(`${two.url}api/settings`);
      const { users } = (await answer.json()) as { users: { name: string }[] };
      if (users.length > 0) {
        expect(users).toEqual([{ name: 'ann' }]);
        expect(answer.headers.get('etag')).toBe(etag);
        break;
      }
      await sleep(10);
    }
    await verified();
  });

  it('three under load, of which one is killed at random: totals are exact, and nothing is there twice', async () => {
    const nodes: Node[] = await Promise.all([node(), node(), node()]);
    const kept = new Set<string>();
    const doubtful = new Set<string>();
    let stopped = false;
    const senders = nodes.flatMap((each, n) =>
      Array.from({ length: 3 }, async (_, s) => {
        for (let i = 0; !stopped; i++) {
          const subject = `n${n}s${s}i${i}`;
          try {
            await deliver(each.smtpPort, subject, `u${s}@example.org`);
            kept.add(subject);
          } catch {
            // No answer came: it may be there or not, and is sent no second time.
            doubtful.add(subject);
            return;
          }
        }
      }),
    );
    const more = async (count: number) => {
      for (const goal = kept.size + count; kept.size < goal; ) await sleep(5);
    };
    await more(60);
    const victim = nodes[Math.floor(Math.random() * nodes.length)] as Node;
    victim.process.kill('SIGKILL');
    await victim.ended;
    await more(60);
    stopped = true;
    await Promise.all(senders);
    expect(doubtful.size).toBeLessThanOrEqual(3);

    const others = nodes.filter((each) => each !== victim);
    for (const { client } of others) {
      const subjects: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await client.messages.list({ limit: 100, cursor });
        subjects.push(...page.messages.map(({ subject }) => subject));
        if (!page.nextCursor) break;
        cursor = page.nextCursor;
      }
      expect(new Set(subjects).size).toBe(subjects.length);
      for (const subject of kept) expect(subjects).toContain(subject);
      for (const subject of subjects) expect(kept.has(subject) || doubtful.has(subject), subject).toBe(true);
    }
    await verified();
  });
});
