import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { astring, imapString, literal8, MAX_QUOTED, mailboxName, nstring, utf8Octets, withoutNuls } from './strings.js';

const octets = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });

/** Reads one string as a client does; what is left comes back too. */
function read(wire: string): { value: string; rest: string } {
  const size = /^\{(\d+)\}\r\n/.exec(wire);
  if (size) {
    const from = size[0].length;
    const end = from + Number(size[1]);
    return { value: wire.slice(from, end), rest: wire.slice(end) };
  }
  const quoted = /^"((?:[^"\\\r\n]|\\["\\])*)"/.exec(wire);
  if (!quoted) throw new Error(`no string: ${JSON.stringify(wire)}`);
  return { value: (quoted[1] as string).replace(/\\(.)/g, '$1'), rest: wire.slice(quoted[0].length) };
}

describe('imapString', () => {
  it.each([
    ['', '""'],
    ['a b', '"a b"'],
    ['a\tb', '"a\tb"'],
    ['say "hi" \\o/', '"say \\"hi\\" \\\\o/"'],
    ['a\r\nb', '{4}\r\na\r\nb'],
    ['a\rb', '{3}\r\na\rb'],
    ['a\nb', '{3}\r\na\nb'],
    ['a\x7f', '{2}\r\na\x7f'],
    ['a\0b', '{3}\r\na?b'],
    ['\xc3\xa9', '{2}\r\n\xc3\xa9'],
    ['x'.repeat(MAX_QUOTED), `"${'x'.repeat(MAX_QUOTED)}"`],
    ['x'.repeat(MAX_QUOTED + 1), `{${MAX_QUOTED + 1}}\r\n${'x'.repeat(MAX_QUOTED + 1)}`],
  ])('%j', (value, wire) => {
    expect(imapString(value)).toBe(wire);
  });

  it('quotes UTF-8 for clients that know it, and nothing else over 127', () => {
    expect(imapString('\xc3\xa9"', true)).toBe('"\xc3\xa9\\""');
    expect(imapString('\xe9', true)).toBe('{1}\r\n\xe9');
    expect(imapString('\xc3\xa9\n', true)).toBe('{3}\r\n\xc3\xa9\n');
  });

  it('holds whatever there is and ends where it ends', () => {
    fc.assert(
      fc.property(octets, fc.boolean(), (value, utf8) => {
        const wire = imapString(value, utf8);
        expect(read(`${wire} A1 OK`)).toEqual({ value: value.replaceAll('\0', '?'), rest: ' A1 OK' });
      }),
    );
  });
});

it('nstring and literal8', () => {
  expect(nstring(null)).toBe('NIL');
  expect(nstring('NIL')).toBe('"NIL"');
  expect(literal8('a\0')).toBe('~{2}\r\na\0');
  expect(literal8('a')).toBe('{1}\r\na');
});

it.each([
  ['INBOX', 'INBOX'],
  ['a/b', 'a/b'],
  ['a]', 'a]'],
  ['', '""'],
  ['nil', '"nil"'],
  ['a b', '"a b"'],
  ['a*', '"a*"'],
  ['a%', '"a%"'],
  ['{1}', '"{1}"'],
  ['(', '"("'],
  ['a"', '"a\\""'],
])('astring %j', (value, wire) => {
  expect(astring(value)).toBe(wire);
});

it('mailboxName has both forms', () => {
  expect(mailboxName('Entwürfe', false)).toBe('Entw&APw-rfe');
  expect(mailboxName('Entwürfe', true)).toBe('"Entw\xc3\xbcrfe"');
  expect(mailboxName('a\r\nb', false)).toBe('a&AA0ACg-b');
  expect(mailboxName('a\r\nb', true)).toBe('{4}\r\na\r\nb');
  expect(utf8Octets('é')).toBe('\xc3\xa9');
});

it('withoutNuls copies only what has some', () => {
  const clean = Buffer.from('abc');
  expect(withoutNuls(clean)).toBe(clean);
  const bytes = Buffer.from('\0a\0');
  expect(withoutNuls(bytes).toString()).toBe('?a?');
  expect(bytes[0]).toBe(0);
});
