import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyStructure, type EmbeddedHeaders, embeddedHeaders } from './body-structure.js';
import { EMPTY_ENVELOPE } from './envelope.js';
import { MAX_EMBEDDED_BYTES, MAX_EMBEDDED_HEADER, MAX_EMBEDDED_HEADERS } from './limits.js';
import { readValue } from './testing/read-values.js';
import { scan } from './testing/scan.js';

const lines = (...text: string[]): Buffer => Buffer.from(`${text.join('\r\n')}\r\n`, 'latin1');

async function print(message: Buffer, { extended = true, utf8 = false } = {}): Promise<string> {
  const structure = scan(message);
  const headers: EmbeddedHeaders = new Map(
    embeddedHeaders(structure).map((part) => [part, message.subarray(part.header.start, part.header.end)]),
  );
  return bodyStructure(structure, { extended, utf8 }, headers);
}

describe('bodyStructure', () => {
  it.each<[name: string, message: string[], body: string, extension: string]>([
    [
      'a message without a header',
      ['', 'hello'],
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 7 1',
      ' NIL NIL NIL NIL)',
    ],
    [
      'all fields',
      [
        'Content-Type: Image/PNG; Name="a \\"b\\".png"; x=y',
        'Content-Transfer-Encoding: BASE64',
        'Content-ID: <1@example.com>',
        'Content-Description: a picture',
        'Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==',
        'Content-Disposition: INLINE; filename=a.png; size=3',
        'Content-Language: de, en (both)',
        'Content-Location: http://example.com/a.png',
        '',
        'AAAA',
      ],
      '("image" "png" ("name" "a \\"b\\".png" "x" "y") "<1@example.com>" "a picture" "base64" 6',
      ' "Q2hlY2sgSW50ZWdyaXR5IQ==" ("inline" ("filename" "a.png" "size" "3")) ("de" "en") "http://example.com/a.png")',
    ],
    [
      'pieces of RFC 2231',
      [
        "Content-Type: application/octet-stream; name*1=b; name*0=a; x=1; title*=utf-8''%C3%A9",
        'Content-Disposition: attachment; filename*0*=utf-8\'\'%C3%A9; filename*1=" b.txt"; gap*1=x',
        '',
        'x',
      ],
      '("application" "octet-stream" ("x" "1" "title*" "utf-8\'\'%C3%A9" "name" "ab") NIL NIL "7bit" 3',
      ' NIL ("attachment" ("gap*1" "x" "filename*" "utf-8\'\'%C3%A9%20b.txt")) NIL NIL)',
    ],
    [
      'bytes over 127',
      ['Content-Type: text/plain; charset=utf-8; name="\xc3\xa9"', '', 'x'],
      '("text" "plain" ("charset" "utf-8" "name" {2}\r\n\xc3\xa9) NIL NIL "7bit" 3 1',
      ' NIL NIL NIL NIL)',
    ],
  ])('%s', async (_, message, body, extension) => {
    expect(await print(lines(...message), { extended: false })).toBe(`${body})`);
    expect(await print(lines(...message))).toBe(`${body}${extension}`);
  });

  it('has the parts of a multipart and its extension data', async () => {
    const message = lines(
      'Content-Type: multipart/alternative; boundary=x; y=z',
      'Content-Disposition: inline',
      'Content-Language: en',
      '',
      '--x',
      '',
      'one',
      '--x',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>two',
      '--x--',
    );
    const one = '"text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1';
    const two = '"text" "html" ("charset" "utf-8") NIL NIL "7bit" 6 1';
    expect(await print(message, { extended: false })).toBe(`((${one})(${two}) "alternative")`);
    const none = 'NIL NIL NIL NIL';
    expect(await print(message)).toBe(
      `((${one} ${none})(${two} ${none}) "alternative" ("boundary" "x" "y" "z") ("inline" NIL) ("en") NIL)`,
    );
  });

  it('has envelope and body of a message inside', async () => {
    const message = lines('Content-Type: message/rfc822', '', 'Subject: in', '', 'one', 'two');
    expect(await print(message, { extended: false })).toBe(
      `("message" "rfc822" NIL NIL NIL "7bit" 25 (NIL "in"${' NIL'.repeat(8)}) ` +
        '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 2) 4)',
    );
    const structure = scan(message);
    expect(await bodyStructure(structure, { extended: false, utf8: false })).toContain(EMPTY_ENVELOPE);
  });

  it.each([
    ['message/rfc822', 'base64', true],
    ['message/rfc822', '8bit', true],
    ['message/global', '8bit', false],
    ['message/partial', '7bit', false],
  ])('%s in %s keeps to the grammar', async (type, encoding, isMessage) => {
    const message = lines(`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', 'AAAA');
    const value = readValue(await print(message));
    expect(value).toHaveLength(isMessage ? 14 : 11);
  });

  it('shows message/global to clients that know UTF-8', async () => {
    const message = lines('Content-Type: message/global', '', 'Subject: \xc3\xa9', '', 'x');
    expect(await print(message, { utf8: true })).toContain('"\xc3\xa9"');
  });

  it('has a part for a multipart without any', async () => {
    expect(await print(lines('Content-Type: multipart/mixed; boundary=x', '', 'nothing'), { extended: false })).toBe(
      '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) "mixed")',
    );
  });

  it('is one value whatever the bytes are', async () => {
    const piece = fc.constantFrom(
      ...['Content-Type: ', 'multipart/mixed', 'message/rfc822', 'text/', ';boundary=x', ';', '=', '*0', '*1*', "''%"],
      ...['Content-Disposition:', 'Content-Language:', 'Content-ID:', 'Content-Transfer-Encoding:', 'base64', ','],
      ...['\r\n', '\r\n', '\n', '\r', '\0', '"', '\\', '(', ')', ' ', '\xc3', '\xa9', '{3}\r\n', '--x', '--x--', 'a'],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 80 }),
        fc.boolean(),
        fc.boolean(),
        async (pieces, extended, utf8) => {
          const value = readValue(await print(Buffer.from(pieces.join(''), 'latin1'), { extended, utf8 }));
          expect(Array.isArray(value)).toBe(true);
        },
      ),
    );
  });
});

it('prints very many parts while others have their turn', async () => {
  const part = '--x\r\nContent-Type: text/plain; name=a\r\n\r\nx\r\n';
  const message = (count: number): Buffer =>
    lines('Content-Type: multipart/mixed; boundary=x', '', `${part.repeat(count)}--x--`);
  const printed = '("text" "plain" ("name" "a" "charset" "us-ascii") NIL NIL "7bit" 1 1)';
  for (const count of [150, 250, 9999]) {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    expect(await print(message(count), { extended: false })).toBe(`(${printed.repeat(count)} "mixed")`);
    clearInterval(timer);
    if (count === 9999) expect(turns).toBeGreaterThan(0);
  }
});

describe('embeddedHeaders', () => {
  const digest = (count: number, header: string): Buffer =>
    lines('Content-Type: multipart/digest; boundary=x', '', ...Array(count).fill(`--x\r\n\r\n${header}\r\n`), '--x--');

  it('are those with octets, in order, messages in messages too', async () => {
    const message = lines('Content-Type: message/rfc822', '', 'Content-Type: message/rfc822', '', '', 'x');
    const structure = scan(message);
    expect(embeddedHeaders(structure)).toEqual([structure.root.embedded, structure.root.embedded?.embedded]);
    expect(embeddedHeaders(scan(lines('Content-Type: message/rfc822', '', 'no field')))).toEqual([]);
  });

  it(`are ${MAX_EMBEDDED_HEADERS} at most`, async () => {
    const message = digest(MAX_EMBEDDED_HEADERS + 1, 'Subject: in\r\n');
    expect(embeddedHeaders(scan(message))).toHaveLength(MAX_EMBEDDED_HEADERS);
    const parts = (readValue(await print(message)) as unknown[][]).slice(0, MAX_EMBEDDED_HEADERS + 1);
    expect(parts.map((part) => (part[7] as string[])[1])).toEqual([...Array(MAX_EMBEDDED_HEADERS).fill('in'), null]);
  });

  it('are not more octets than may be in memory at one time', async () => {
    const long = `Subject: in\r\n${'X: y\r\n'.repeat(MAX_EMBEDDED_HEADER / 6)}`;
    const count = MAX_EMBEDDED_BYTES / MAX_EMBEDDED_HEADER;
    expect(embeddedHeaders(scan(digest(count + 3, long)))).toHaveLength(count);
  });
});
