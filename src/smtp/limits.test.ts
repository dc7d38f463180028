import { afterEach, describe, expect, it } from 'vitest';
import { MAX_COMMAND_LINE, MAX_HELO } from './limits.js';
import { overTheWire } from './testing/corpus.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
let client: RawClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const body = (size: number): Buffer => Buffer.concat([Buffer.alloc(size - 2, 'x'), Buffer.from('\r\n')]);

describe('the size limit', () => {
  it('takes a message of just that size, refuses one byte more, and keeps nothing of it', async () => {
    server = await start({ smtp: { maxMessageSize: 1000 } });
    client = await RawClient.open(server.port);
    for (const [size, code] of [
      [1000, '250 2.0.0'],
      [1001, '552 5.3.4'],
      [1_000_000, '552 5.3.4'],
      [1000, '250 2.0.0'],
    ] as const) {
      await client.data();
      await client.write(overTheWire(body(size)));
      expect((await client.reply()).slice(0, 9)).toBe(code);
      expect(await client.say('NOOP')).toMatch(/^250 /);
    }
    expect((await server.messages()).map(({ size }) => size)).toEqual([1000, 1000]);
    expect((await server.store.stats()).bytes).toBe(2000);
  });

  it('counts bytes without stuffed dots', async () => {
    server = await start({ smtp: { maxMessageSize: 30 } });
    client = await RawClient.open(server.port);
    await client.data();
    await client.write(overTheWire(Buffer.from('.\r\n'.repeat(10))));
    expect(await client.reply()).toMatch(/^250 /);
  });

  it('keeps memory flat while far too much arrives in one line', async () => {
    server = await start({ smtp: { maxMessageSize: 1024 * 1024 } });
    client = await RawClient.open(server.port);
    await client.data();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let sent = 0; sent < 300; sent++) {
      await client.write(piece);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    // What has been read and not collected yet is garbage; kept it would be 300 MB.
    expect(most).toBeLessThan(100 * 1024 * 1024);
    expect(await client.say('\r\n.')).toMatch(/^552 5\.3\.4 /);
    await client.data();
    expect(await client.say('.')).toMatch(/^250 /);
  });

  it('0 means none', async () => {
    server = await start({ smtp: { maxMessageSize: 0 } });
    client = await RawClient.open(server.port);
    expect(await client.say('EHLO x')).toMatch(/250-SIZE\n/);
    expect(await client.say('MAIL FROM:<> SIZE=99999999999999')).toMatch(/^250 /);
  });
});

describe('the limit of command lines', () => {
  it('takes a line of just that length', async () => {
    server = await start();
    client = await RawClient.open(server.port);
    expect(await client.say(`NOOP ${'x'.repeat(MAX_COMMAND_LINE - 5)}`)).toMatch(/^250 /);
    expect(await client.say(`NOOP ${'x'.repeat(MAX_COMMAND_LINE - 4)}`)).toMatch(/^421 4\.7\.0 Command line too long/);
    await client.ended();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'failed');
  });

  it('ends a line that has no end', async () => {
    server = await start();
    client = await RawClient.open(server.port);
    client.socket.write(Buffer.alloc(50 * 1024 * 1024, 'x'));
    expect(await client.reply()).toMatch(/^421 /);
    expect(server.sessions.list({ limit: 1 }).sessions).toHaveLength(1);
  });

  it('holds for HELO names', async () => {
    server = await start();
    client = await RawClient.open(server.port);
    expect(await client.say(`HELO ${'x'.repeat(MAX_HELO)}`)).toMatch(/^250 /);
    expect(await client.say(`HELO ${'x'.repeat(MAX_HELO + 1)}`)).toMatch(/^501 /);
    expect(await client.say('HELO a\x07b')).toMatch(/^501 /);
    expect(await client.say('NOOP')).toMatch(/^250 /);
  });
});

describe('other limits', () => {
  it('recipients: one more gets 452, and the message goes to the others', async () => {
    server = await start({ smtp: { maxRecipients: 2 } });
    client = await RawClient.open(server.port);
    await client.say('EHLO x');
    await client.say('MAIL FROM:<>');
    for (const code of ['250', '250', '452', '452']) {
      expect((await client.say('RCPT TO:<b@example.org>')).slice(0, 3)).toBe(code);
    }
    await client.say('DATA');
    expect(await client.say('.')).toMatch(/^250 /);
    expect((await server.messages())[0]?.envelope.forwardPaths).toHaveLength(2);
  });

  it('connections: one more gets 421, and when one is gone there is room again', async () => {
    server = await start({ smtp: { maxConnections: 2, tlsPort: 0 } });
    client = await RawClient.open(server.port);
    const second = await RawClient.openTls(server.tlsPort);
    const third = await RawClient.silent(server.port);
    expect(await third.reply()).toMatch(/^421 4\.3\.2 Too many connections/);
    await third.ended();
    second.destroy();
    await until(async () => {
      const next = await RawClient.silent(server.port);
      const greeting = await next.reply();
      next.destroy();
      return greeting.startsWith('220 ');
    });
  });

  it('idle time: 421, also in the middle of a message, of which nothing is kept', async () => {
    server = await start({ smtp: { idleTimeout: 50 } });
    client = await RawClient.open(server.port);
    expect(await client.reply()).toMatch(/^421 4\.4\.2 /);
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'nothing');
    const slow = await RawClient.open(server.port);
    await slow.data();
    await slow.write('Subject: unfinished');
    expect(await slow.reply()).toMatch(/^421 4\.4\.2 /);
    await slow.ended();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'failed');
    expect(await server.messages()).toEqual([]);
  });

  it('unknown commands in a row', async () => {
    server = await start();
    client = await RawClient.open(server.port);
    for (let times = 1; times < 10; times++) expect(await client.say('XYZ')).toMatch(/^500 /);
    expect(await client.say('XYZ')).toMatch(/^421 /);
  });

  it('replies that nobody reads do not pile up', async () => {
    server = await start();
    client = await RawClient.open(server.port);
    client.socket.pause();
    const commands = Buffer.from('NOOP\r\n'.repeat(100_000));
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
  });
});
