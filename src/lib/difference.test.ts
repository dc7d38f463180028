import fc from 'fast-check';
import { expect, it } from 'vitest';
import { differs, firstDifference, nearestPlace } from './difference.js';

it.each([
  ['Welcome', 'Welcome!', 'differs at character 8: expected its end, found "!"'],
  ['Reset your password', 'Reset your pass', 'differs at character 16: expected "word", found its end'],
  ['a😀b', 'a😀c', 'differs at character 3: expected "b", found "c"'],
  ['Hello', 'hello', 'differs at character 1: expected "Hello", found "hello"'],
  ['x', 'y'.repeat(50), `differs at character 1: expected "x", found "${'y'.repeat(29)}…"`],
])('%j and %j: %s', (expected, actual, words) => {
  const difference = firstDifference(expected, actual);
  expect(difference && differs(difference)).toBe(words);
});

it('finds a first difference exactly when there is one, and the texts agree before it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (expected, actual) => {
      const difference = firstDifference(expected, actual);
      expect(difference === undefined).toBe(expected === actual);
      if (!difference) return;
      const before = (text: string) => Array.from(text).slice(0, difference.at - 1);
      expect(before(expected)).toEqual(before(actual));
      expect(Array.from(expected)[difference.at - 1]).not.toBe(Array.from(actual)[difference.at - 1]);
    }),
  );
});

it.each([
  ['Reset your password', 'Please reset your passphrase', 'differs at character 23: expected "word", found "phrase"'],
  ['Reset your password', 'Reset your', 'differs at character 11: expected " password", found its end'],
  ['<ann@example.org>', 'Ann <ann@example.com>', 'differs at character 18: expected "org>", found "com>"'],
])('%j is nearly in %j: %s', (part, text, words) => {
  const place = nearestPlace(part, text);
  expect(place && differs(place)).toBe(words);
});

it.each([
  ['Reset', 'Welcome to the shop'],
  ['Reset', ''],
  ['reset', 'RESET'],
])('%j is not nearly in %j', (part, text) => {
  expect(nearestPlace(part, text)).toBeUndefined();
});
