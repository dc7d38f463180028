import { isAscii } from 'node:buffer';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect } from '../../../lib/collect.js';
import { decodeTransfer } from '../../../message/decode.js';
import { Describer } from '../../../message/describe.js';
import { EMPTY_ENVELOPE } from '../../../message/testing/envelope.js';
import type { Part } from '../../../message/types.js';
import { createMemoryStore } from '../../../store/memory/index.js';
import { Receiver } from '../../../store/receive.js';
import type { Message, Store } from '../../../store/store.js';
import { written } from '../pieces.js';
import { convert, hasBinary, type Room } from './plan.js';

let store: Store;
beforeEach(async () => {
  store = createMemoryStore({ retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
});
afterEach(() => store.close());

async function stored(raw: string | Buffer): Promise<Message> {
  const receiver = new Receiver(store);
  await receiver.write(Buffer.from(raw as string));
  return receiver.commit({ envelope: EMPTY_ENVELOPE, deliveries: [{ account: 'a', mailbox: 'INBOX' }] });
}

/** What leaves, null when it leaves as it came. */
async function converted(raw: string | Buffer, room: Room = '7bit'): Promise<Buffer | null> {
  const message = await stored(raw);
  const pieces = await convert(store, message, room);
  return pieces && collect(written(store, message.id, pieces));
}

const rootOf = (raw: Buffer): Part => {
  const describer = new Describer();
  describer.write(raw);
  return describer.end(EMPTY_ENVELOPE).structure.root;
};

const leavesOf = (part: Part): Part[] => {
  const within = part.embedded ? [part.embedded] : part.children;
  return within.length === 0 ? [part] : within.flatMap(leavesOf);
};

/** Each leaf's type, and its bytes without the transfer encoding; line ends of a text are CRLF. */
const contentsOf = (raw: Buffer): [string, string][] =>
  leavesOf(rootOf(raw)).map((part) => {
    const bytes = decodeTransfer(part.encoding, raw.subarray(part.body.start, part.body.end));
    const text = bytes.toString('latin1');
    return [`${part.type}/${part.subtype}`, part.type === 'text' ? text.replace(/\r\n|\r|\n/g, '\r\n') : text];
  });

const encodingsOf = (part: Part): string[] => [
  part.encoding,
  ...part.children.flatMap(encodingsOf),
  ...(part.embedded ? encodingsOf(part.embedded) : []),
];

const lines = (...all: string[]): string => all.join('\r\n');
const multipart = (subtype: string, ...parts: string[]): string =>
  lines(
    'MIME-Version: 1.0',
    `Content-Type: multipart/${subtype}; boundary=b`,
    '',
    ...parts.flatMap((part) => ['--b', part]),
    '--b--',
    '',
  );

describe('a message for a server without 8BITMIME', () => {
  it.each<[string, string, string]>([
    [
      'a text with few of them becomes quoted-printable',
      lines(
        'Subject: x',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        '',
        'Grüße = from all of us here',
        '',
      ),
      lines(
        'Subject: x',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        'MIME-Version: 1.0',
        '',
        'Gr=C3=BC=C3=9Fe =3D from all of us here',
        '',
      ),
    ],
    [
      'a text with many becomes base64',
      lines('MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', '', 'привет', ''),
      lines(
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: base64',
        '',
        '0L/RgNC40LLQtdGCDQo=',
      ),
    ],
    [
      'what is quoted-printable already gets the rest quoted, what is base64 keeps what counts',
      multipart(
        'mixed',
        lines('Content-Transfer-Encoding: quoted-printable', '', '=C3=9Cber ü'),
        lines('Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'aGk=\u00ff'),
      ),
      multipart(
        'mixed',
        lines('Content-Transfer-Encoding: quoted-printable', '', '=C3=9Cber =C3=BC'),
        lines('Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'aGk=??'),
      ),
    ],
    [
      'delimiters, preamble and epilogue have none left, a part without a header gets one, a part of ASCII stays',
      `Content-Type: multipart/mixed; boundary=b\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n\r\nä\r\n--b\r\n\r\nhé, all of you there\r\n--b\r\nX: 1\r\n\r\nplain\r\n--b--\r\nö\r\n`,
      `Content-Type: multipart/mixed; boundary=b\r\nMIME-Version: 1.0\r\nContent-Transfer-Encoding: 7bit\r\n\r\n??\r\n--b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nh=C3=A9, all of you there\r\n--b\r\nX: 1\r\n\r\nplain\r\n--b--\r\n??\r\n`,
    ],
    [
      'a message in the message is opened',
      multipart(
        'mixed',
        lines(
          'Content-Type: message/rfc822',
          'Content-Transfer-Encoding: 8bit',
          '',
          'Subject: in',
          '',
          'naïve people all of you',
        ),
      ),
      multipart(
        'mixed',
        lines(
          'Content-Type: message/rfc822',
          'Content-Transfer-Encoding: 7bit',
          '',
          'Subject: in',
          'Content-Transfer-Encoding: quoted-printable',
          'MIME-Version: 1.0',
          '',
          'na=C3=AFve people all of you',
        ),
      ),
    ],
    [
      'a text that has no header at all',
      'é is all that there is to it',
      lines(
        'Content-Transfer-Encoding: quoted-printable',
        'MIME-Version: 1.0',
        '',
        '=C3=A9 is all that there is to it',
      ),
    ],
  ])('%s', async (_, raw, expected) => expect((await converted(raw))?.toString()).toBe(expected));

  it.each([
    ['ASCII', lines('Subject: x', 'Content-Transfer-Encoding: 8bit', '', 'plain', '')],
    ['only its header has them', lines('Subject: Grüße', '', 'plain', '')],
    [
      'signed ASCII',
      multipart(
        'signed',
        lines('Content-Transfer-Encoding: 8bit', '', 'plain'),
        'Content-Type: application/pgp-signature\r\n\r\nx',
      ),
    ],
    ['base64', lines('Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'aGk=', '')],
  ])('leaves as it came: %s', async (_, raw) => expect(await converted(raw)).toBeNull());

  it.each([
    ['a signature', multipart('signed', lines('', 'grün'), 'Content-Type: application/pgp-signature\r\n\r\nx')],
    [
      'a signature',
      multipart('signed', multipart('mixed', lines('', 'grün')), 'Content-Type: x/y\r\n\r\nx').replace(
        '--b',
        'ä\r\n--b',
      ),
    ],
    [
      'transfer encoding',
      multipart('report', lines('Content-Type: message/delivery-status', '', 'Diagnostic-Code: grün')),
    ],
    ['transfer encoding x-uuencode', lines('Content-Transfer-Encoding: x-uuencode', '', 'grün')],
    ['a multipart without parts', lines('Content-Type: multipart/mixed; boundary=b', '', 'grün')],
  ])('is refused where it cannot be changed: %s', async (reason, raw) => {
    const message = await stored(raw);
    await expect(convert(store, message, '7bit')).rejects.toThrow(reason);
    expect(await convert(store, message, '8bit')).toBeNull();
  });

  it.each([
    ['a multipart without parts', 'multipart/mixed; boundary=b'],
    ['a delivery status', 'message/delivery-status'],
  ])('is lines, also where it calls itself binary: %s', async (_, type) => {
    const raw = lines(
      `Content-Type: ${type}`,
      'MIME-Version: 1.0',
      'Content-Transfer-Encoding: binary',
      '',
      'Status: 5.0.0',
    );
    expect(hasBinary(rootOf(Buffer.from(raw)))).toBe(false);
    for (const room of ['7bit', '8bit'] as const) expect(await converted(raw, room)).toBeNull();
  });

  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString('latin1'));
  const word = fc.string({ unit: fc.constantFrom(...'ab =.\u00c3\u00bc\t'), maxLength: 120 });
  const body = fc.array(word, { maxLength: 5 }).map((all) => all.join('\r\n'));
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom('', 'Content-Transfer-Encoding: 8bit\r\n', 'Content-Transfer-Encoding: binary\r\n'), body)
      .map(([encoding, text]) => `Content-Type: text/plain\r\n${encoding}\r\n${text}`),
    fc
      .tuple(fc.constantFrom('8bit', 'binary'), bytes)
      .map(([encoding, data]) => `Content-Type: image/png\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${data}`),
  );
  const { entity } = fc.letrec<{ entity: string }>((tie) => ({
    entity: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.array(tie('entity'), { minLength: 1, maxLength: 3 }), fc.stringMatching(/^[a-z]{12}$/))
        .map(
          ([parts, boundary]) =>
            `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`,
        ),
      tie('entity').map(
        (inner) => `Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: in\r\n${inner}`,
      ),
    ),
  }));

  it('says the same as before, in 7 bits and short lines', async () => {
    await fc.assert(
      fc.asyncProperty(entity, async (text) => {
        const raw = Buffer.from(`Subject: x\r\n${text}`, 'latin1');
        const out = await converted(raw);
        expect(contentsOf(out ?? raw)).toEqual(contentsOf(raw));
        if (!out) {
          expect(isAscii(raw)).toBe(true);
          return;
        }
        expect(isAscii(out)).toBe(true);
        expect(encodingsOf(rootOf(out)).filter((encoding) => /^(8bit|binary)$/.test(encoding))).toEqual([]);
        expect(
          out
            .toString('latin1')
            .split('\r\n')
            .filter((line) => line.length > 200),
        ).toEqual([]);
        expect(out.toString('latin1')).toContain('MIME-Version: 1.0');
      }),
      { numRuns: 300 },
    );
  });

  it('has its binary parts encoded for every server, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(entity, async (text) => {
        const raw = Buffer.from(`Subject: x\r\n${text}`, 'latin1');
        const out = await converted(raw, '8bit');
        const binary = leavesOf(rootOf(raw)).filter(hasBinary);
        expect(out !== null).toBe(binary.some(({ body: { start, end } }) => start < end));
        if (out) expect(contentsOf(out)).toEqual(contentsOf(raw));
      }),
      { numRuns: 200 },
    );
  });
});
