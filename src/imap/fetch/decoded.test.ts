import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImapClient } from '../testing/client.js';
import { type Started, startImap } from '../testing/start.js';

/** Octets that look like noise, NULs among them, the same in every run. */
function noise(length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) blocks.push(createHash('sha256').update(String(i)).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

const lines = (text: string): string => text.replace(/.{76}/g, '$&\r\n');

/** One that is read at once, and one that goes out while it is read. */
const SIZES = [1000, 300_000] as const;
const contents = SIZES.map(noise);

let imap: Started;
let client: ImapClient;

beforeAll(async () => {
  imap = await startImap();
  for (const content of contents) {
    await imap.deliver(
      `Subject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n` +
        `Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
        `${lines(content.toString('base64'))}\r\n--x\r\n` +
        'Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n' +
        `${[...content]
          .map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`)
          .join('')
          .replace(/.{75}/g, '$&=\r\n')}\r\n--x--\r\n`,
    );
  }
  client = await imap.login('ann@example.org', 'INBOX');
});

afterAll(async () => {
  expect(await imap.store.verify()).toEqual([]);
  await imap.stop();
});

/** The octets of one literal or literal8 in a response, which must say its length truly. */
function literalOf(response: string | undefined): Buffer {
  const match = /^\* \d+ FETCH \(BINARY\[\d\](?:<\d+>)? ~?\{(\d+)\}\r\n(.*)\)$/s.exec(response ?? '');
  const octets = Buffer.from(match?.[2] ?? '?', 'latin1');
  expect(octets.length).toBe(Number(match?.[1]));
  return octets;
}

describe.each([
  [1, SIZES[0], contents[0]],
  [2, SIZES[1], contents[1]],
] as [number, number, Buffer][])('BINARY of message %i with %i octets', (number, size, content) => {
  it.each([1, 2])('part %i is what was encoded, and BINARY.SIZE its length', async (part) => {
    const [whole] = await client.ok(`FETCH ${number} BINARY.PEEK[${part}]`);
    expect(literalOf(whole).equals(content)).toBe(true);
    expect(await client.ok(`FETCH ${number} BINARY.SIZE[${part}]`)).toEqual([
      `* ${number} FETCH (BINARY.SIZE[${part}] ${size})`,
    ]);
  });

  it('any piece is that piece of it, also beyond the end', async () => {
    const places = fc.integer({ min: 0, max: size + 100 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(1, 2), places, fc.integer({ min: 1, max: size }), async (part, from, length) => {
        const [piece] = await client.ok(`FETCH ${number} BINARY.PEEK[${part}]<${from}.${length}>`);
        expect(literalOf(piece).equals(content.subarray(from, from + length))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
