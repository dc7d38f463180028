import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from './fold.js';

test.each([
  ['ÄPFEL', 'Äpfel'],
  ['A\u0308pfel', 'äpfel'],
  ['STRASSE', 'Straße'],
  ['ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς'.normalize('NFD').replace(/\u0301/g, '')],
  ['ΣΑΣ', 'σας'],
  ['İSTANBUL', 'istanbul'],
  ['ISPARTA', 'ısparta'],
  ['I\u0307zmir', 'izmir'],
  ['ПРИВЕТ', 'привет'],
  ['ＡＢＣ', 'abc'],
  ['ﾃｽﾄ', 'テスト'],
  ['o\uFB03ce', 'office'],
  ['pass\u00ADword', 'password'],
  ['a\u200Bb', 'ab'],
  ['ⴰ', 'ⴰ'],
  ['𐐀', '𐐨'],
  ['a \t\r\n b', 'a b'],
  ['a\u00A0\u2003b', 'a b'],
  ['K', 'k'],
])('%j and %j are alike', (a, b) => {
  expect(fold(a)).toBe(fold(b));
});

test.each([
  ['Äpfel', 'apfel'],
  ['ab', 'a b'],
  ['и', 'й'],
])('%j and %j differ', (a, b) => {
  expect(fold(a)).not.toBe(fold(b));
});

test('every code point: folding twice changes nothing, and both cases fold alike', () => {
  const unstable: string[] = [];
  const cases: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const char = String.fromCodePoint(code);
    const once = fold(char);
    if (fold(once) !== once) unstable.push(code.toString(16));
    if (fold(char.toUpperCase()) !== once || fold(char.toLowerCase()) !== once) cases.push(code.toString(16));
  }
  expect({ unstable, cases }).toEqual({ unstable: [], cases: [] });
});

test('folding twice changes nothing in any text', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fold(fold(text)) === fold(text)));
});

test('the ASCII path gives what the Unicode path gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aZ0 \t\n\v\f\r.\0'.split('')) }), (text) => {
      expect(fold(`${text}ä`)).toBe(`${fold(text)}ä`);
    }),
  );
});
