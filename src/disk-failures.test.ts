import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createServer, type Restante } from './server.js';
import { RawClient } from './smtp/testing/raw-client.js';
import { until } from './smtp/testing/start.js';
import { createJsonStore } from './store/json/index.js';
import { realDisk } from './store/json/real-disk.js';
import { CrashDisk } from './store/json/testing/crash-disk.js';
import { FaultyDisk } from './store/json/testing/faulty-disk.js';
import { SmallDisk } from './store/json/testing/small-disk.js';

/** What a user sees of a data folder whose disk fails, through SMTP and REST of a whole server. */

const MB = 1024 * 1024;
const SIZE = 6 * MB;

type Place = Pick<Parameters<typeof createJsonStore>[0], 'dir' | 'disk'>;

async function run({ dir, disk }: Place) {
  const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
  const store = createJsonStore({ dir, disk, retention, retryMs: 20, lock: false });
  const server = createServer({ smtp: { port: 0 }, store: { maxMessages: 0 } }, { store });
  const { smtp } = await server.start();
  const client = await RawClient.open(smtp?.port as number);
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  const url = server.addresses.http?.url as string;
  return {
    server,
    /** Sends a message over SMTP and gives the last reply. */
    async send(subject: string, size: number): Promise<string> {
      await client.data();
      return client.say(`${text(subject, size)}.`);
    },
    /** Gives status, media type and JSON. */
    async ask(method: string, path: string, body?: string, type = 'application/json') {
      const answer = await fetch(url + path, {
        method,
        body,
        headers: body === undefined ? {} : { 'content-type': type },
      });
      const json = (await answer.json()) as Record<string, unknown>;
      return { status: answer.status, type: answer.headers.get('content-type'), json };
    },
  };
}

const text = (subject: string, size: number): string =>
  `From: a@example.org\r\nTo: b@example.org\r\nSubject: ${subject}\r\n\r\n${`${'x'.repeat(70)}\r\n`.repeat(Math.ceil(size / 72))}`;

const keptAs = (reply: string): string => /^250 .*kept as (\S+)/.exec(reply)?.[1] as string;

async function raw({ client }: Restante, id: string): Promise<string> {
  return Buffer.from(await client.messages.raw(id)).toString('latin1');
}

/** A real file system of its own where this process may mount one, and otherwise once more one behind the port. */
function realPlace(): Place {
  const dir = mkdtempSync(join(tmpdir(), 'restante-small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    rmSync(dir, { recursive: true });
    return portPlace();
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', dir]);
    rmSync(dir, { recursive: true });
  });
  return { dir };
}

const portPlace = (): Place => ({ dir: '/data', disk: new SmallDisk(new CrashDisk(), SIZE) });

describe.each([
  ['a disk of 6 MB behind the port', portPlace],
  ['a file system of 6 MB', realPlace],
])('%s that is full', (_, make) => {
  it('452 and 507, /readyz red with the reason, nothing earlier hurt, deletions go through, service goes on by itself', async () => {
    const { server, send, ask } = await run(make());
    const kept = new Map<string, string>();
    let reply = '';
    for (let at = 0; at < 400; at++) {
      const size = at % 10 === 9 ? 150_000 : 20_000;
      reply = await send(`message ${at}`, size);
      if (!reply.startsWith('250')) break;
      kept.set(keptAs(reply), text(`message ${at}`, size));
    }
    expect(reply).toMatch(/^452 4\.3\.1 /);
    expect(kept.size).toBeGreaterThan(20);

    // Too large for what the disk may have got back meanwhile.
    const full = await ask('POST', 'api/messages', text('over REST', 5 * MB), 'message/rfc822');
    expect(full).toMatchObject({
      status: 507,
      type: 'application/problem+json',
      json: { type: 'urn:restante:store-full', status: 507, detail: 'The disk is full.' },
    });
    expect(await ask('GET', 'readyz')).toMatchObject({ status: 503, json: { detail: /The disk is full\./ } });
    expect(await ask('GET', 'api/info')).toMatchObject({
      status: 200,
      json: { store: { failure: 'The disk is full.' } },
    });
    for (const [id, content] of kept) expect(await raw(server, id)).toBe(content);

    const ids = [...kept.keys()].slice(0, kept.size / 2);
    expect(await ask('DELETE', 'api/messages', JSON.stringify({ ids }))).toMatchObject({ status: 200 });
    for (const id of ids) kept.delete(id);
    await until(async () => (await ask('GET', 'readyz')).status === 200);
    reply = await send('after', 20_000);
    expect(reply).toMatch(/^250 /);
    kept.set(keptAs(reply), text('after', 20_000));
    for (const [id, content] of kept) expect(await raw(server, id)).toBe(content);
    expect((await server.store.stats()).messages).toBe(kept.size);
    expect(await server.store.verify()).toEqual([]);
  }, 60_000);
});

describe.each([
  ['EROFS', 503, 'it is read-only'],
  ['EACCES', 503, 'access is denied'],
  ['EMFILE', 503, 'this process has too many files open'],
  ['EIO', 503, 'input/output error'],
  ['ENOSPC', 507, 'The disk is full.'],
  ['EDQUOT', 507, 'The disk is full.'],
])('a disk that says %s', (code, status, words) => {
  it.each([
    ['small', 500],
    ['large', 200_000],
  ])('to a %s message of %s bytes: 452, then all goes on by itself', async (_, size) => {
    const dir = mkdtempSync(join(tmpdir(), 'restante-faulty-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const writes = new Set(['open', 'write', 'sync', 'rename', 'makeDirectory', 'remove', 'truncate', 'syncDirectory']);
    const only = (name: string): boolean => writes.has(name);
    const disk = new FaultyDisk(realDisk, null);
    const { server, send, ask } = await run({ dir, disk });
    const before = await send('before', size);
    expect(before).toMatch(/^250 /);
    await server.store.verify();

    disk.plan = { atCall: 1, lasts: 'for good', code, only };
    expect(await send('lost', size)).toMatch(/^452 4\.3\.1 /);
    const refused = await ask('POST', 'api/messages', text('lost too', size), 'message/rfc822');
    expect(refused).toMatchObject({ status, type: 'application/problem+json' });
    expect(refused.json.detail).toContain(words);
    const change = { ids: [keptAs(before)], seen: true };
    expect(await ask('PATCH', 'api/messages', JSON.stringify(change))).toMatchObject({ status });
    const ready = await ask('GET', 'readyz');
    expect(ready).toMatchObject({ status: 503, type: 'application/problem+json' });
    expect(ready.json.detail).toContain(words);
    expect(await ask('GET', 'healthz')).toMatchObject({ status: 200 });

    disk.heal();
    await until(async () => (await ask('GET', 'readyz')).status === 200);
    expect(await ask('GET', 'api/info')).toMatchObject({ json: { store: { failure: null } } });
    expect(await send('after', size)).toMatch(/^250 /);
    const { messages } = await server.store.list({ limit: 10, order: 'oldest' });
    expect(messages.map(({ summary, seen }) => [summary.subject, seen])).toEqual([
      ['before', false],
      ['after', false],
    ]);
    expect(await raw(server, keptAs(before))).toBe(text('before', size));
    expect(await server.store.verify()).toEqual([]);
  });
});
