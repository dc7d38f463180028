import { createHash, randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CORPUS, overTheWire } from './testing/corpus.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start } from './testing/start.js';

let server: Running;
let client: RawClient;

beforeEach(async () => {
  server = await start({ store: { maxMessages: 0 } });
  client = await RawClient.open(server.port);
  await client.say('EHLO client.example');
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

/** Sends the pieces so that the server reads them one by one, and returns the bytes that were kept. */
async function send(...pieces: Buffer[]): Promise<Buffer> {
  await client.write('MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n');
  for (const code of ['250', '250', '354']) expect((await client.reply()).slice(0, 3)).toBe(code);
  for (const piece of pieces) {
    if (piece.length > 0) await client.write(piece);
    // The first turn may be past reading already; in the second the server has read.
    await turn();
    await turn();
  }
  const reply = await client.reply();
  expect(reply).toMatch(/^250 2\.0\.0 OK: kept as /);
  return server.raw(reply.slice('250 2.0.0 OK: kept as '.length));
}

describe('capture', () => {
  it.each(CORPUS)('%s: cut at every byte, and byte by byte', async (_name, message) => {
    const wire = overTheWire(message);
    for (let cut = 0; cut < wire.length; cut++) {
      const kept = await send(wire.subarray(0, cut), wire.subarray(cut));
      if (!kept.equals(message))
        expect({ cut, kept: kept.toString('latin1') }).toEqual({ cut, kept: message.toString('latin1') });
    }
    expect(await send(...Array.from(wire, (_, at) => wire.subarray(at, at + 1)))).toEqual(message);
  });

  it('keeps long lines', async () => {
    const line = Buffer.alloc(1_000_000, 'x');
    const message = Buffer.concat([Buffer.from('Subject: '), line, Buffer.from('\r\n\r\n'), line, Buffer.from('\r\n')]);
    expect((await send(overTheWire(message))).equals(message)).toBe(true);
  });

  it('keeps 20 MB of anything', async () => {
    const noise = randomBytes(20 * 1024 ** 2);
    const message = Buffer.concat([noise, Buffer.from('\r\n')]);
    const kept = await send(overTheWire(message));
    expect(createHash('sha256').update(kept).digest('hex')).toBe(createHash('sha256').update(message).digest('hex'));
  });

  it('keeps what pipelined clients send behind a message apart from it', async () => {
    await client.data();
    const next = 'MAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n';
    await client.write(`one\r\n.\r\n${next}two\r\n.\r\nNOOP\r\n`);
    const replies = [];
    for (let at = 0; at < 6; at++) replies.push((await client.reply()).slice(0, 3));
    expect(replies).toEqual(['250', '250', '250', '354', '250', '250']);
    const messages = await server.messages();
    expect(await Promise.all(messages.map(async ({ id }) => String(await server.raw(id))))).toEqual([
      'one\r\n',
      'two\r\n',
    ]);
  });

  it('takes a thousand recipients in one mail', async () => {
    await client.say('EHLO client.example');
    await client.say('MAIL FROM:<ann@example.org>');
    const names = Array.from({ length: 1000 }, (_, at) => `user${at}@example.org`);
    await client.write(names.map((name) => `RCPT TO:<${name}>\r\n`).join(''));
    for (const _ of names) expect(await client.reply()).toBe('250 2.1.5 Recipient noted');
    await client.say('DATA');
    expect(await client.say('Subject: all\r\n\r\nhello\r\n.')).toMatch(/^250/);
    const [message] = await server.messages();
    expect(message?.envelope.forwardPaths.map(({ address }) => address)).toEqual(names);
    expect(message?.locations).toHaveLength(1001);
    expect(message?.session?.transcript.length).toBeLessThan(70 * 1024);
  });

  it('answers a client that closes its side after its last command', async () => {
    await client.data();
    client.socket.end('one\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<b@example.org>\r\nDATA\r\ntwo\r\n.\r\nQUIT');
    const replies = [];
    for (let at = 0; at < 6; at++) replies.push((await client.reply()).slice(0, 3));
    expect(replies).toEqual(['250', '250', '250', '354', '250', '221']);
    await client.ended();
    expect(await server.messages()).toHaveLength(2);
  });
});
