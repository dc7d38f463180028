import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goTime } from '../time.js';
import { isZone, parseWhen } from './times.js';

const iso = (text: string, zone?: string) => {
  const time = parseWhen(text, zone);
  return time === undefined ? undefined : new Date(time).toISOString();
};

describe('parseWhen', () => {
  it.each([
    ['2026-03-01', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['2026-03-01', 'America/Chicago', '2026-03-01T06:00:00.000Z'],
    ['2026-07-01', 'America/Chicago', '2026-07-01T05:00:00.000Z'],
    // The clocks go forward at 02:00 on that day.
    ['2026-03-08 12:00', 'America/Chicago', '2026-03-08T17:00:00.000Z'],
    ['2026-03-08', 'America/Chicago', '2026-03-08T06:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00.000Z'],
    ['2026/3/1 7:05', 'UTC', '2026-03-01T07:05:00.000Z'],
    ['2026.03.01', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['20260301', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['03/01/2026', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['03/01/2026 10:30 pm', 'UTC', '2026-03-01T22:30:00.000Z'],
    ['1 March 2026', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['1-Mar-2026', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['March 1st, 2026', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['Sun, Mar 1 2026 10:30:15', 'UTC', '2026-03-01T10:30:15.000Z'],
    ['2026-03-01T10:30:15.25Z', 'Asia/Tokyo', '2026-03-01T10:30:15.250Z'],
    ['2026-03-01T10:30:15+02:00', undefined, '2026-03-01T08:30:15.000Z'],
    ['Sun, 01 Mar 2026 10:30:15 -0500', undefined, '2026-03-01T15:30:15.000Z'],
    ['1772361000', undefined, '2026-03-01T10:30:00.000Z'],
    ['1772361000123', undefined, '2026-03-01T10:30:00.123Z'],
    ['12/31/2026 12:00 am', 'UTC', '2026-12-31T00:00:00.000Z'],
  ])('%s in %s', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  it.each([
    '',
    'zzz',
    '2026',
    '2026-02-30',
    '2026-13-01',
    '31/12/2026',
    'Foo 1 2026',
    '2026-03-01 25:00',
    '10:30',
    '13:00 pm',
  ])('%j is none', (text) => {
    expect(parseWhen(text)).toBeUndefined();
  });

  it('takes midnight of this process without a zone', () => {
    expect(parseWhen('2026-03-01')).toBe(new Date(2026, 2, 1).getTime());
  });

  it('reads what goTime writes, in every zone', () => {
    const time = fc.integer({ min: Date.parse('1000-01-02Z'), max: Date.parse('9998-12-30Z') });
    fc.assert(
      fc.property(time, fc.integer({ min: -840, max: 840 }), (instant, east) => {
        expect(parseWhen(goTime(instant, east))).toBe(instant);
      }),
    );
  });
});

it.each([
  [Date.UTC(2026, 2, 1, 10), 0, '2026-03-01T10:00:00Z'],
  [Date.UTC(2026, 2, 1, 10, 0, 0, 120), 0, '2026-03-01T10:00:00.12Z'],
  [Date.UTC(2026, 2, 1, 10), -330, '2026-03-01T04:30:00-05:30'],
])('goTime(%i, %i) is %s', (time, east, text) => {
  expect(goTime(time, east)).toBe(text);
});

it('knows zones', () => {
  expect(['Europe/Berlin', 'UTC', 'Nowhere/Else', ''].map(isZone)).toEqual([true, true, false, false]);
});
