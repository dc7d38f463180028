import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goldenTranscripts } from '../net/testing/golden.js';
import { MAX_LINE, MAX_MISTAKES } from './limits.js';
import type { Pop3Client } from './testing/pop3-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
/** A session of somebody else, which must not notice anything. */
let bystander: Pop3Client;

beforeEach(async () => {
  server = await start();
  await server.deliver('Subject: x\r\n\r\nbody\r\n', 'ann@example.org');
  await server.deliver('Subject: y\r\n\r\n', 'bystander@example.org');
  bystander = await server.login('bystander@example.org');
});
afterEach(async () => {
  expect(await bystander.ok('STAT')).toBe('+OK 1 14');
  await server.stop();
});

describe('a line', () => {
  it('may have so many octets, and not one more', async () => {
    const client = await server.connect();
    await client.ok(`USER ${'x'.repeat(MAX_LINE - 5)}`);
    expect(await client.say(`USER ${'x'.repeat(MAX_LINE - 3)}`)).toBe(`-ERR A line may have ${MAX_LINE} octets`);
    await client.login();
  });

  it('without an end is thrown away while it comes', async () => {
    const client = await server.login();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let sent = 0; sent < 200; sent++) {
      await client.write(piece);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    // Kept it would be 200 MB.
    expect(most).toBeLessThan(100 * 1024 * 1024);
    expect(await client.say('')).toMatch(/^-ERR A line may have/);
    expect(await client.ok('STAT')).toBe('+OK 1 20');
    expect(server.transcript().join('').length).toBeLessThan(10_000);
  });

  it('with a password in it that is too long shows none of it', async () => {
    const client = await server.connect();
    await client.ok('USER ann');
    await client.say(`PASS secret${'x'.repeat(MAX_LINE)}`);
    expect(server.transcript().join('\n')).not.toContain('secret');
  });
});

describe('commands', () => {
  it('in their thousands in one piece are answered one by one', async () => {
    const client = await server.login();
    const count = 20_000;
    await client.write(`${'NOOP\r\n'.repeat(count)}STAT\r\n`);
    for (let at = 0; at < count; at++) expect(await client.line()).toBe('+OK Nothing done');
    expect(await client.line()).toBe('+OK 1 20');
  });

  it('whose answers nobody reads are not read on', async () => {
    const client = await server.login();
    client.socket.pause();
    const commands = Buffer.from('RETR 1\r\n'.repeat(100_000));
    let accepted = 0;
    let blocked = false;
    while (!blocked && accepted < 100) {
      blocked = await Promise.race([
        client.write(commands).then(() => false),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 500)),
      ]);
      accepted++;
    }
    expect(blocked).toBe(true);
    client.socket.resetAndDestroy();
  });

  it('that are none are answered so many times in a row', async () => {
    const client = await server.connect();
    for (let times = 1; times < MAX_MISTAKES; times++) expect(await client.say('XYZZY')).toMatch(/^-ERR /);
    expect(await client.ok('CAPA')).toMatch(/^\+OK/);
    await client.rest();
    for (let times = 1; times < MAX_MISTAKES; times++) expect(await client.say('XYZZY')).toMatch(/^-ERR /);
    expect(await client.say('XYZZY')).toBe('-ERR There is no such command here');
    expect(await client.ended()).toBe('-ERR Too many commands that are none\r\n');
  });
});

describe('a message', () => {
  it.each([
    ['LF, dot, LF', 'a\n.\n+OK 1 octets\nfake'],
    ['CR, dot, CR', 'a\r.\r-ERR fake'],
    ['dots only', '.\r\n.\r\n.\r\n'],
  ])('with %s in it does not speak for the server', async (_what, body) => {
    const raw = `Subject: z\r\n\r\n${body}\r\n`;
    await server.deliver(raw, 'victim@example.org');
    const client = await server.login('victim@example.org');
    expect((await client.content('RETR 1')).toString('latin1')).toBe(raw);
    expect(client.unread).toBe('');
    expect(await client.ok('STAT')).toBe(`+OK 1 ${raw.length}`);
  });
});

describe('a client that sends anything at all', () => {
  const lines = goldenTranscripts(new URL('./fixtures/', import.meta.url)).map(({ lines }) =>
    lines.filter((line) => line.startsWith('C:')).map((line) => `${line.slice(3)}\r\n`),
  );
  const junk = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
  /** A dialogue with junk in it, octets changed and lines left out or doubled. */
  const mutated = fc
    .tuple(fc.constantFrom(...lines), fc.array(fc.tuple(fc.nat(200), fc.nat(3), junk), { maxLength: 6 }))
    .map(([dialogue, changes]) => {
      const all = [...dialogue];
      for (const [place, how, bytes] of changes) {
        const at = place % Math.max(1, all.length);
        const line = all[at] ?? '';
        if (how === 0) all.splice(at, 1);
        else if (how === 1) all.splice(at, 0, line, bytes);
        else if (how === 2)
          all[at] = line.slice(0, place % (line.length + 1)) + bytes + line.slice(place % (line.length + 1));
        else all[at] = bytes;
      }
      return all.join('');
    });

  it('hears only +OK, -ERR, challenges and what it asked for, and harms nobody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, junk), async (input) => {
        const client = await server.connect();
        await client.write(`USER fuzz@example.org\r\n${input}`);
        client.socket.end();
        const said = await client.ended();
        for (const line of said.split('\r\n')) expect(line).toMatch(/^(\+OK |-ERR |\+ |[\x20-\x7e]*$)/);
        expect(await bystander.ok('NOOP')).toBe('+OK Nothing done');
      }),
      { numRuns: 150 },
    );
    await until(() => server.sessions.list({ limit: 5, outcome: 'open' }).sessions.length === 1);
  });
});
