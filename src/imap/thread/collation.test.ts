import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collationKey } from './collation.js';

describe('collationKey', () => {
  it.each([
    ['abc', 'ABC'],
    ['straße', 'STRAßE'],
    ['é', 'É'],
    ['e\u0301', 'É'],
    ['ｆ', 'F'],
    ['ǆ', 'ǅ'],
    ['Ǆ', 'ǅ'],
    ['ა', 'ა'],
    ['ά', 'Ά'],
    ['я', 'Я'],
    ['𐐨', '𐐀'],
  ])('%s is equal to %s', (a, b) => {
    expect(collationKey(a)).toBe(collationKey(b));
  });

  it.each([
    ['ß', 'ss'],
    // Title case comes first, and the ligature has none.
    ['ﬁ', 'fi'],
    ['i', 'ı̇'],
    ['a', 'ä'],
    ['ა', 'Ა'],
  ])('%s is not equal to %s', (a, b) => {
    expect(collationKey(a)).not.toBe(collationKey(b));
  });

  it('has the order of octets in UTF-8, not that of UTF-16', () => {
    expect('\u{10000}' > '\uffee').toBe(false);
    expect(collationKey('\u{10000}') > collationKey('\uffee')).toBe(true);
    expect(collationKey('z') < collationKey('ä')).toBe(false);
  });

  it('is octets, of any text', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 })
          .map((codes) => String.fromCodePoint(...codes)),
        (text) => {
          expect(collationKey(text)).toMatch(/^[\0-\xff]*$/);
        },
      ),
    );
  });
});
