import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HEADER_BYTES } from '../../message/limits.js';
import { EMPTY_ENVELOPE, envelope } from './envelope.js';
import { readFixtures } from './testing/fixtures.js';
import { readValue, type Value } from './testing/read-values.js';

const headerOf = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');

describe('envelopes.txt', () => {
  it.each(readFixtures('envelopes.txt', ['dovecot', 'ours']).map((fixture) => [fixture.name, fixture] as const))(
    '%s',
    (_, { message, answers }) => {
      const header = Buffer.concat([message, Buffer.from('\r\n')]);
      const wanted = readValue((answers.get('ours') ?? answers.get('dovecot')) as string);
      expect(readValue(envelope(header))).toEqual(wanted);
      expect(readValue(envelope(header, true))).toEqual(wanted);
    },
  );
});

it('has all NIL without a field', () => {
  expect(envelope(Buffer.alloc(0))).toBe(EMPTY_ENVELOPE);
});

it('takes UTF-8 in quotes only when the client knows it', () => {
  const header = headerOf(
    'Subject: gr\xc3\xbc\xc3\x9fe',
    'From: \xc3\xa0 <\xc3\xa0@\xc3\xa0>',
    'To: x@\xc3\xa0 (\xc3\xa0)',
  );
  expect(envelope(header)).toContain('{7}\r\ngr\xc3\xbc\xc3\x9fe');
  expect(envelope(header, true)).toContain('"gr\xc3\xbc\xc3\x9fe"');
  // The second byte of à is a no-break space to those who read it as Latin-1.
  expect(envelope(header, true)).toContain('(("\xc3\xa0" NIL "\xc3\xa0" "\xc3\xa0"))');
  expect(envelope(header, true)).toContain('(("\xc3\xa0" NIL "x" "\xc3\xa0"))');
});

it('looks at no more than a header may have', () => {
  const header = headerOf(`X: ${'x'.repeat(MAX_HEADER_BYTES)}`, 'Subject: too late');
  expect(envelope(header)).toBe(EMPTY_ENVELOPE);
});

it('reads hostile fields in linear time', () => {
  const many = (piece: string): string => piece.repeat(Math.floor((MAX_HEADER_BYTES - 20) / piece.length));
  const pieces = [
    ' ',
    '(',
    '(a',
    '"',
    '"a',
    '\\',
    '<',
    '<a',
    '@',
    'a@',
    ',',
    ';',
    ':',
    'a:',
    'a:;',
    '[',
    'a ',
    ' (',
    ')',
  ];
  for (const piece of [...pieces, 'a@b,', 'a b <c@d>', '"a" ', '( ']) {
    for (const end of ['', '>', 'a']) {
      const value = readValue(envelope(headerOf(`From: ${many(piece)}${end}`))) as Value[];
      expect(value).toHaveLength(10);
    }
  }
});

/** What a mailbox is made of, and how it looks in a header and in an envelope. */
const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 1, maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom(...'ab ".,:;<>@()[]\\\xe9\xc3\xa9'), minLength: 1, maxLength: 8 });
const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;
const mailbox = fc.record({ name: fc.option(text), local: fc.oneof(word, text), domain: word });

it('gives every well-formed address back', () => {
  fc.assert(
    fc.property(fc.array(mailbox, { minLength: 1, maxLength: 4 }), fc.boolean(), (mailboxes, utf8) => {
      const printed = mailboxes.map(({ name, local, domain }) => {
        const address = `${/^\w+$/.test(local) ? local : quoted(local)}@${domain}`;
        return name === null ? address : `${quoted(name)} <${address}>`;
      });
      const header = headerOf(`To: ${printed.join(', ')}`);
      const wanted = mailboxes.map(({ name, local, domain }) => [name, null, local, domain]);
      expect((readValue(envelope(header, utf8)) as Value[])[5]).toEqual(wanted);
    }),
  );
});

it('is one value whatever the bytes are', () => {
  const piece = fc.constantFrom(
    ...['From: ', 'To:', 'Subject:', 'Date: ', 'Message-ID:', '\r\n', '\r\n ', '\n', '\r', '\0', '"', '\\', '(', ')'],
    ...['<', '>', '@', ',', ';', ':', '[', ']', 'a', ' ', '\xc3', '\xa9', '{3}\r\n', 'x'.repeat(1001)],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.boolean(), (pieces, utf8) => {
      expect(readValue(envelope(Buffer.from(pieces.join(''), 'latin1'), utf8))).toHaveLength(10);
    }),
  );
});
