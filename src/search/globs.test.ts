import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { fits, isGlob } from './globs.js';

it.each<[string, string, boolean]>([
  ['*.pdf', 'invoice.pdf', true],
  ['*.pdf', '.pdf', true],
  ['*.pdf', 'invoice.pdf.exe', false],
  ['invoice-?.*', 'invoice-7.xml', true],
  ['invoice-?.*', 'invoice-17.xml', false],
  ['*', '', true],
  ['?', '', false],
  ['', '', true],
  ['', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-b-b', false],
  ['[a]', '[a]', true],
  ['a.c', 'abc', false],
])('%s on %s: %s', (glob, text, expected) => expect(fits(glob, text)).toBe(expected));

it('knows its own signs', () => expect(['*.pdf', 'a?', 'pdf', '[a]'].map(isGlob)).toEqual([true, true, false, false]));

test('agrees with the regular expression that says the same', () => {
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.'), maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 });
  const asRegExp = (from: string) =>
    new RegExp(`^${from.replace(/[.*?]/g, (sign) => ({ '.': '\\.', '*': '.*', '?': '.' })[sign] as string)}$`);
  fc.assert(
    fc.property(glob, text, (pattern, value) => {
      expect(fits(pattern, value)).toBe(asRegExp(pattern).test(value));
    }),
    { numRuns: 3000 },
  );
});

it('takes no exponential time', () => {
  expect(fits(`${'*a'.repeat(100)}b`, 'a'.repeat(10_000))).toBe(false);
});
