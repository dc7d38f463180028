import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate } from './date.js';

const lines = (file: string): string[] =>
  readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);

describe('dates_valid.txt', () => {
  it.each(lines('dates_valid.txt').map((line) => line.split('\t')))('%s', (field, moment) => {
    const date = parseDate((field as string).replace('␉', '\t'));
    expect(date === null ? null : new Date(date)).toEqual(new Date(moment as string));
  });
});

describe('dates_invalid.txt', () => {
  it.each(lines('dates_invalid.txt'))('%s', (field) => {
    expect(parseDate(field)).toBeNull();
  });
});

it('reads what JavaScript prints', () => {
  const range = { min: new Date('1000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(range), (date) => {
      expect(parseDate(date.toUTCString())).toBe(Math.floor(date.getTime() / 1000) * 1000);
    }),
  );
});
