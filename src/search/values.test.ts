import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { parseAge, parseBytes, parseTime } from './values.js';

const now = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;

it.each<[string, number | undefined]>([
  ['2h', 2 * HOUR],
  ['1W', 168 * HOUR],
  ['0s', 0],
  ['2', undefined],
  ['2y', undefined],
  ['-2h', undefined],
  ['1234567s', undefined],
])('the age %s is %s', (text, age) => expect(parseAge(text)).toBe(age));

test('a time plus and minus an age', () => {
  const age = fc.tuple(fc.nat(999_999), fc.constantFrom('s', 'm', 'h', 'd', 'w')).map(([count, unit]) => count + unit);
  fc.assert(
    fc.property(fc.constantFrom('now', 'today', 'yesterday', '2026-03-01', '2026-03-01t10:30z'), age, (base, text) => {
      const start = parseTime(base, now) as number;
      const length = parseAge(text) as number;
      expect(parseTime(`${base}+${text}`, now)).toBe(start + length);
      expect(parseTime(`${base}-${text}`, now)).toBe(start - length);
      expect(parseTime(text, now)).toBe(now - length);
      expect(parseTime(`${text}-${text}`, now)).toBe(undefined);
    }),
  );
});

test('every instant is read back from its ISO form', () => {
  const instant = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
  fc.assert(
    fc.property(instant, (time) => {
      expect(parseTime(new Date(time).toISOString(), now)).toBe(time);
    }),
  );
});

it.each<[string, number | undefined]>([
  ['0', 0],
  ['10k', 10_240],
  ['1.5KB', 1536],
  ['5MB', 5_242_880],
  ['1g', 1_073_741_824],
  ['1e5', undefined],
  ['k', undefined],
  ['9999999999999g', undefined],
])('the size %s is %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));
