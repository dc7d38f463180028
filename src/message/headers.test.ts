import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_FIELDS, knownField } from './fields.js';
import { decodeWords, parseHeader } from './headers.js';

const fieldsOf = (header: string | Buffer): [string, string][] =>
  parseHeader(Buffer.from(header as string)).map(({ name, value }) => [name, value]);

describe('parseHeader', () => {
  it('keeps order, case, duplicates and each field as it was', () => {
    const header = Buffer.from('From: a@b\r\nX-One:  1 \r\nx-one:2\r\nSubject: a\r\n b\r\n\tc\r\n\r\nBody: no\r\n');
    const fields = parseHeader(header);
    expect(fields.map(({ name, value }) => [name, value])).toEqual([
      ['From', 'a@b'],
      ['X-One', '1'],
      ['x-one', '2'],
      ['Subject', 'a b\tc'],
    ]);
    expect(fields[3]?.raw.toString()).toBe('Subject: a\r\n b\r\n\tc');
  });

  it.each<[string, string, [string, string][]]>([
    [
      'bare LF',
      'A: 1\nB: 2\n 3\n\nC: 4\n',
      [
        ['A', '1'],
        ['B', '2 3'],
      ],
    ],
    ['no line break at the end', 'A: 1', [['A', '1']]],
    [
      'an empty value',
      'A:\r\nB: \r\n',
      [
        ['A', ''],
        ['B', ''],
      ],
    ],
    ['a value on the second line', 'A:\r\n 1\r\n', [['A', '1']]],
    ['space before the colon', 'A : 1\r\n', [['A', '1']]],
    ['colons in values', 'A: b:c\r\n', [['A', 'b:c']]],
    ['an mbox line', 'From a@b Thu Jan  1\r\nA: 1\r\n', [['A', '1']]],
    [
      'a line that is no field, with what folds onto it',
      'A: 1\r\nno field\r\n x: y\r\nB: 2\r\n',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['an empty first line', '\r\nA: 1\r\n', []],
    ['nothing', '', []],
    ['a fold with nothing before', ' x\r\nA: 1\r\n', [['A', '1']]],
  ])('reads %s', (_, header, fields) => {
    expect(fieldsOf(header)).toEqual(fields);
  });

  it('reads UTF-8 and else Latin-1', () => {
    expect(fieldsOf('A: naïve')).toEqual([['A', 'naïve']]);
    expect(fieldsOf(Buffer.from('A: na\xefve', 'latin1'))).toEqual([['A', 'naïve']]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 127 }), (bytes) => {
        for (const { raw, name } of parseHeader(Buffer.from(bytes))) {
          expect(raw.toString('latin1').startsWith(name)).toBe(true);
        }
      }),
    );
  });
});

describe('knownField', () => {
  it.each(KNOWN_FIELDS.map((name) => [name]))('knows %s in any case', (name) => {
    for (const written of [name, name.toUpperCase(), `${name} `]) {
      expect(knownField(Buffer.from(`${written}: x`), 0, written.length)).toBe(name);
    }
    expect(knownField(Buffer.from(`${name}x: y`), 0, name.length + 1)).toBeUndefined();
  });

  it.each(['x', 'dxte', 'content-dxxxxxxxxxn', 'x-mailer'])('does not know %s', (name) => {
    expect(knownField(Buffer.from(`${name}: x`), 0, name.length)).toBeUndefined();
  });
});

describe('decodeWords', () => {
  it.each([
    ['plain', 'plain'],
    ['=?utf-8?q?=C3=BC?=', 'ü'],
    ['=?UTF-8?B?w7w=?=', 'ü'],
    ['=?iso-8859-1?Q?a=E4_b?=', 'aä b'],
    ['=?us-ascii*en?Q?hi?=', 'hi'],
    // RFC 2047 §8
    ['=?ISO-8859-1?Q?a?= b', 'a b'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=', 'ab'],
    ['=?ISO-8859-1?Q?a?=  \t =?ISO-8859-1?Q?b?=', 'ab'],
    ['=?ISO-8859-1?Q?a_b?=', 'a b'],
    ['=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=', 'a b'],
    // A character cut between two words.
    ['=?utf-8?B?w7w=?= =?utf-8?Q?=C3?= =?UTF-8?Q?=BC?=', 'üü'],
    ['=?utf-8?B?8J+Y?= =?utf-8?B?gA==?=', '😀'],
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['x=?utf-8?q?y?=z', 'xyz'],
    ['=?utf-8?q?white space inside?=', 'white space inside'],
    // What is no word stays.
    ['=?utf-8?x?y?=', '=?utf-8?x?y?='],
    ['=?utf-8?q?open', '=?utf-8?q?open'],
    ['=?', '=?'],
    ['=?utf-8?q?=ZZ=4?=', '=ZZ=4'],
    ['=?no-such-charset?q?abc?=', 'abc'],
  ])('%s', (value, text) => {
    expect(decodeWords(value)).toBe(text);
  });

  it('never throws', () => {
    const noise = fc.array(
      fc.constantFrom('=?', '?=', 'utf-8', '?q?', '?b?', '=C3', '=', ' ', 'w7w', '?', '_', 'gb18030'),
    );
    fc.assert(
      fc.property(noise, (tokens) => {
        expect(typeof decodeWords(tokens.join(''))).toBe('string');
      }),
    );
  });
});
