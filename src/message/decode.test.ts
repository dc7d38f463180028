import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCharset, decodeTextPart } from './decode.js';
import type { Part } from './types.js';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('decodeCharset', () => {
  it.each([
    ['utf-8', 'c3a9', 'é'],
    [undefined, 'c3a9', 'é'],
    [undefined, 'e9', 'é'],
    [undefined, '9380 94', '“€”'],
    ['us-ascii', 'c3a9', 'é'],
    ['us-ascii', '41e9', 'Aé'],
    ['no-such-charset', 'c3a9', 'é'],
    ['', 'e9', 'é'],
    ['UTF8', 'c3a9', 'é'],
    [' "utf-8" ', 'c3a9', 'é'],
    ['utf-8; format=flowed', 'c3a9', 'é'],
    ['utf8mb4', 'c3a9', 'é'],
    ['unicode-1-1-utf-8', 'c3a9', 'é'],
    ['utf-8', 'efbbbf41', 'A'],
    ['utf-8', '41ff42', 'A\ufffdB'],
    ['iso-8859-1', '93e994', '“é”'],
    ['ISO_8859-1:1987', 'e9', 'é'],
    ['latin1', 'e9', 'é'],
    ['iso-8859-2', 'b1', 'ą'],
    ['8859-2', 'b1', 'ą'],
    ['iso-8859-15', 'a4', '€'],
    ['iso-8859-8-i', 'f9', 'ש'],
    ['windows-1251', 'cff0', 'Пр'],
    ['win1251', 'cff0', 'Пр'],
    ['cp1251', 'cff0', 'Пр'],
    ['x-cp1251', 'cff0', 'Пр'],
    ['koi8-r', 'f0d2', 'Пр'],
    ['koi8-u', 'a6', 'і'],
    ['gb2312', 'c4e3', '你'],
    ['x-gbk', 'c4e3', '你'],
    ['gb18030', '9439da33', '💩'],
    ['big5', 'a741', '你'],
    ['shift_jis', '93fa', '日'],
    ['x-sjis', '93fa', '日'],
    ['euc-jp', 'c6fc', '日'],
    ['iso-2022-jp', '1b2442467c1b2842', '日'],
    ['csISO2022JP', '1b2442467c1b2842', '日'],
    ['ks_c_5601-1987', 'b3aa', '나'],
    ['euc-kr', 'b3aa', '나'],
    ['tis-620', 'a1', 'ก'],
    ['windows-874', 'a1', 'ก'],
    ['macintosh', '8e', 'é'],
    ['x-mac-roman', '8e', 'é'],
    ['utf-16', 'feff0041', 'A'],
    ['utf-16le', '4100', 'A'],
    ['utf-7', '2b4144772d', '+ADw-'],
    ['unicode-1-1-utf-7', '2b4144772d', '+ADw-'],
    ['base64', '5151', 'QQ'],
    ['hex', '3431', '41'],
    ['__proto__', '41', 'A'],
    ['constructor', '41', 'A'],
  ])('%s: %s is %j', (charset, hex, text) => {
    expect(decodeCharset(bytes(hex), charset)).toBe(text);
  });

  it('does not take cut UTF-8 for windows-1252', () => {
    const whole = Buffer.from('“naïve” €100 💩');
    for (let end = 3; end <= whole.length; end++) {
      expect('“naïve” €100 💩'.startsWith(decodeCharset(whole.subarray(0, end), undefined))).toBe(true);
    }
  });

  it('never throws', () => {
    const label = fc.oneof(
      fc.string(),
      fc.constantFrom('utf-16', 'utf-32', 'utf-7-imap', 'big5-hkscs', 'iso-2022-kr', 'ucs-2', 'cesu-8'),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), label, (array, charset) => {
        expect(typeof decodeCharset(Buffer.from(array), charset)).toBe('string');
      }),
    );
  });
});

describe('decodeTextPart', () => {
  const part = (encoding: string, charset?: string) =>
    ({ encoding, params: charset === undefined ? {} : { charset } }) as unknown as Part;

  it('undoes encoding and charset', () => {
    expect(decodeTextPart(part('base64', 'windows-1251'), Buffer.from('z/Do'))).toBe('При');
    expect(decodeTextPart(part('quoted-printable'), Buffer.from('caf=C3=A9=\r\ns'))).toBe('cafés');
  });

  it('reads a charset written by RFC 2231', () => {
    const cyrillic = { encoding: 'base64', params: { 'charset*': "us-ascii'en'windows%2D1251" } } as unknown as Part;
    expect(decodeTextPart(cyrillic, Buffer.from('z/Do'))).toBe('При');
  });

  it('keeps to the limit and cuts no surrogate pair', () => {
    const body = Buffer.from('a💩💩💩'.repeat(1000));
    for (let limit = 0; limit < 9; limit++) {
      const text = decodeTextPart(part('8bit', 'utf-8'), body, { limit });
      expect(text.length).toBeGreaterThanOrEqual(limit - 1);
      expect(text.length).toBeLessThanOrEqual(limit);
      expect(() => encodeURIComponent(text)).not.toThrow();
    }
  });

  it('looks only at as much as the limit asks for', () => {
    const body = Buffer.from('x'.repeat(100_000));
    let asked = 0;
    const watched = Object.assign(Buffer.from(body), {
      subarray(start: number, end: number) {
        asked = end - start;
        return body.subarray(start, end);
      },
    });
    expect(decodeTextPart(part('7bit'), watched, { limit: 10 })).toBe('xxxxxxxxxx');
    expect(asked).toBeLessThanOrEqual(120);
  });
});
