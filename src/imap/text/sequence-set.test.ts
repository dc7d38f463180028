import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BadSequenceSet,
  inRanges,
  parseSequenceSet,
  printRanges,
  printSet,
  resolveSequence,
  resolveUids,
  SAVED,
  type SetRange,
  toRanges,
} from './sequence-set.js';

const lines = (file: string): string[] =>
  readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8')
    .replace(/\n$/, '')
    .split('\n')
    .slice(1);
const parse = (text: string): readonly SetRange[] => parseSequenceSet(text) as readonly SetRange[];

describe('sets_valid.txt', () => {
  it.each(lines('sets_valid.txt').map((line) => line.split('\t')))('%s of %s', (text, max, meant) => {
    expect(printRanges(resolveUids(parse(text as string), Number(max)))).toBe(meant);
    expect(printRanges(resolveSequence(parse(text as string), Number(max)))).toBe(meant);
  });
});

describe('sets_invalid.txt', () => {
  it.each(lines('sets_invalid.txt'))('%j', (text) => {
    expect(() => parseSequenceSet(text)).toThrow(BadSequenceSet);
  });
});

it('knows the saved result', () => {
  expect(parseSequenceSet('$')).toBe(SAVED);
});

describe('UIDs', () => {
  it.each([
    ['1:4294967295', 5, '1:5'],
    ['7:9', 5, ''],
    ['7:*', 5, '5'],
    ['*:7', 5, '5'],
    ['*', 0, ''],
    ['1:*', 0, ''],
    ['1,4294967295', 5, '1'],
  ])('%s of %i', (text, max, meant) => {
    expect(printRanges(resolveUids(parse(text), max))).toBe(meant);
  });
});

describe('sequence numbers', () => {
  it.each([
    ['6', 5, 'There is no message 6; the mailbox has 5.'],
    ['1:4294967295', 5, 'There is no message 4294967295; the mailbox has 5.'],
    ['7:*', 5, 'There is no message 7; the mailbox has 5.'],
    ['*', 0, 'There is no message *; the mailbox has 0.'],
    ['1:*', 0, 'There is no message 1; the mailbox has 0.'],
  ])('%s of %i', (text, exists, message) => {
    expect(() => resolveSequence(parse(text), exists)).toThrow(new BadSequenceSet(message));
  });
});

it('has a bound on ranges', () => {
  const ranges = (count: number): string => `1${',1'.repeat(count - 1)}`;
  expect(parse(ranges(32 * 1024))).toHaveLength(32 * 1024);
  expect(() => parseSequenceSet(ranges(32 * 1024 + 1))).toThrow('more than 32768 ranges');
});

const MAX = 40;
const end = fc.oneof(fc.integer({ min: 1, max: MAX + 10 }).map(String), fc.constant('*'));
const sets = fc
  .array(
    fc.oneof(
      end,
      fc.tuple(end, end).map(([a, b]) => `${a}:${b}`),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((ranges) => ranges.join(','));

/** What a set means, number by number. */
function meaning(text: string, max: number): number[] {
  const numbers = new Set<number>();
  for (const range of text.split(',')) {
    const ends = range.split(':').map((one) => (one === '*' ? max : Number(one)));
    const low = Math.min(...ends);
    const high = Math.max(...ends);
    for (let n = low; n <= high; n++) if (n > 0 && n <= max) numbers.add(n);
  }
  return [...numbers].sort((a, b) => a - b);
}

it('means what the grammar says', () => {
  fc.assert(
    fc.property(sets, fc.integer({ min: 0, max: MAX }), (text, max) => {
      const wanted = meaning(text, max);
      const ranges = resolveUids(parse(text), max);
      expect(ranges).toEqual(toRanges(wanted));
      for (let n = 1; n <= MAX + 11; n++) expect(inRanges(ranges, n)).toBe(wanted.includes(n));
    }),
  );
});

it('reads what it prints', () => {
  expect(printSet([])).toBe('');
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (numbers) => {
      numbers.sort((a, b) => a - b);
      const printed = printSet(numbers);
      expect(printRanges(resolveUids(parse(printed), 60))).toBe(printed);
      expect(meaning(printed, 60)).toEqual(numbers);
    }),
  );
});
