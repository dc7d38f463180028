import fc from 'fast-check';
import libbase64 from 'libbase64';
import libqp from 'libqp';
import { describe, expect, it } from 'vitest';
import { createTransferDecoder, decodeTransfer } from './transfer.js';

const decode = (encoding: string, text: string) =>
  decodeTransfer(encoding, Buffer.from(text, 'latin1')).toString('latin1');

/** Decodes in pieces of the given sizes, again and again. */
function inPieces(encoding: string, bytes: Buffer, sizes: readonly number[]): Buffer {
  const decoder = createTransferDecoder(encoding);
  const out: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    out.push(Buffer.from(decoder.write(bytes.subarray(at, at + size))));
    at += size;
  }
  out.push(decoder.end());
  return Buffer.concat(out);
}

describe('base64', () => {
  it.each([
    ['', ''],
    ['aGVsbG8=', 'hello'],
    ['aGVsbG8', 'hello'],
    ['aGVs\r\nbG8=\r\n', 'hello'],
    ['a G\tV!s*b#G8=', 'hello'],
    ['aGVsbG8=IHdvcmxk', 'hello world'],
    ['aA==\r\naQ==\r\n', 'hi'],
    ['====', ''],
    ['A', ''],
    ['-_-_', '\xfb\xff\xbf'],
    ['aGVsbG8=\r\n-- \r\nlist footer', `hello${Buffer.from('--listfooter', 'base64url').toString('latin1')}`],
  ])('%j gives %j', (input, output) => {
    expect(decode('BASE64', input)).toBe(output);
  });
});

describe('quoted-printable', () => {
  it.each([
    ['caf=C3=A9', 'caf\xc3\xa9'],
    ['caf=c3=a9', 'caf\xc3\xa9'],
    ['one=\r\ntwo', 'onetwo'],
    ['one=\ntwo', 'onetwo'],
    ['one=  \t\r\ntwo', 'onetwo'],
    ['one  \t\r\ntwo ', 'one\r\ntwo'],
    ['end=', 'end'],
    ['a=ZZb=4', 'a=ZZb=4'],
    ['a = b', 'a = b'],
    ['==3D', '=='],
    ['=3D=\r\n=3D', '=='],
    ['\xe9 raw', '\xe9 raw'],
    ['a\rb \rc', 'a\rb \rc'],
  ])('%j gives %j', (input, output) => {
    expect(decode('Quoted-Printable', input)).toBe(output);
  });
});

it('leaves what is not encoded, or in an unknown way, alone', () => {
  for (const encoding of ['7bit', '8bit', 'binary', 'x-uuencode', ''])
    expect(decode(encoding, 'a=3D\0\xff')).toBe('a=3D\0\xff');
});

describe('properties', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));

  it('undoes what libbase64 and libqp encode', () => {
    fc.assert(
      fc.property(bytes, (original) => {
        expect(decodeTransfer('base64', Buffer.from(libbase64.wrap(original.toString('base64'))))).toEqual(original);
        expect(decodeTransfer('quoted-printable', Buffer.from(libqp.wrap(libqp.encode(original))))).toEqual(original);
      }),
    );
  });

  it('decodes anything the same however it is cut', () => {
    const soup = fc
      .array(
        fc.constantFrom(
          '=',
          ' ',
          '\t',
          '\r',
          '\n',
          '\r\n',
          '=\r\n',
          '=3D',
          'QUJD',
          'QQ==',
          'x',
          '\xff',
          ' '.repeat(999),
        ),
      )
      .map((pieces) => Buffer.from(pieces.join(''), 'latin1'));
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        fc.constantFrom('base64', 'quoted-printable', '8bit'),
        fc.oneof(bytes, soup),
        sizes,
        (encoding, input, cuts) => {
          expect(inPieces(encoding, input, cuts)).toEqual(decodeTransfer(encoding, input));
        },
      ),
    );
  });

  it('holds back only a little however long a run of white space is', () => {
    const decoder = createTransferDecoder('quoted-printable');
    let out = 0;
    for (let i = 0; i < 1000; i++) out += decoder.write(Buffer.alloc(1000, ' ')).length;
    expect(out).toBeGreaterThanOrEqual(999_000);
  });
});
