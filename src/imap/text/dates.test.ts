import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, parseDateTime, parseDay, printDateTime, sentDay } from './dates.js';

const lines = (file: string): string[] =>
  readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8')
    .replace(/\n$/, '')
    .split('\n')
    .slice(1);
const table = (file: string): [string, string][] => lines(file).map((line) => line.split('\t') as [string, string]);
const iso = (moment: number | null): string | null => (moment === null ? null : new Date(moment).toISOString());

describe('date-times_valid.txt', () => {
  it.each(table('date-times_valid.txt'))('%s', (text, moment) => {
    expect(iso(parseDateTime(text))).toBe(new Date(moment).toISOString());
  });
});

describe('date-times_invalid.txt', () => {
  it.each(lines('date-times_invalid.txt'))('%j', (text) => {
    expect(parseDateTime(text)).toBeNull();
  });
});

describe('days_valid.txt', () => {
  it.each(table('days_valid.txt'))('%s', (text, day) => {
    expect(iso(parseDay(text))).toBe(`${day}T00:00:00.000Z`);
  });
});

describe('days_invalid.txt', () => {
  it.each(lines('days_invalid.txt'))('%j', (text) => {
    expect(parseDay(text)).toBeNull();
  });
});

describe('sent-days.txt', () => {
  it.each(table('sent-days.txt'))('%s', (field, day) => {
    expect(iso(sentDay(field))?.slice(0, 10) ?? '-').toBe(day);
  });
});

const moment = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }).map((seconds) => seconds * 1000);

it('prints what it reads', () => {
  expect(printDateTime(Date.UTC(1996, 6, 7, 9, 44, 25, 999))).toBe('" 7-Jul-1996 09:44:25 +0000"');
  fc.assert(
    fc.property(moment, (milliseconds) => {
      const printed = printDateTime(milliseconds);
      expect(printed).toHaveLength(28);
      expect(parseDateTime(printed.slice(1, -1))).toBe(milliseconds);
      expect(parseDay(printed.slice(1, 12).trim())).toBe(dayOf(milliseconds));
    }),
  );
});

it('keeps to four digits of a year', () => {
  expect(printDateTime(8.64e15)).toBe('"31-Dec-9999 23:59:59 +0000"');
  expect(printDateTime(-8.64e15)).toBe('" 1-Jan-0000 00:00:00 +0000"');
});

it('reads any zone', () => {
  const zone = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
  fc.assert(
    fc.property(moment, zone, (milliseconds, minutes) => {
      const local = printDateTime(milliseconds).slice(1, 21);
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const printed = `${minutes < 0 ? '-' : '+'}${String(hours * 100 + rest).padStart(4, '0')}`;
      expect(parseDateTime(`${local} ${printed}`)).toBe(milliseconds - minutes * 60_000);
    }),
  );
});
