import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeRanges, rangesOf } from './uids.js';

const all = (ranges: readonly { first: number; last: number }[]): number[] =>
  ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

describe('UID ranges', () => {
  it('are put in order, joined, and turned round', () => {
    const ranges = fc.array(
      fc.record({ first: fc.integer({ min: 1, max: 60 }), last: fc.integer({ min: 1, max: 60 }) }),
    );
    fc.assert(
      fc.property(ranges, (given) => {
        const normal = normalizeRanges(given);
        const turned = given.map(({ first, last }) => ({ first: Math.min(first, last), last: Math.max(first, last) }));
        expect(all(normal)).toEqual([...new Set(all(turned))].sort((a, b) => a - b));
        // No two of them touch.
        for (const [i, { first }] of normal.entries()) expect(first).toBeGreaterThan((normal[i - 1]?.last ?? -1) + 1);
      }),
    );
  });

  it('may be without end', () => {
    const ranges = [
      { first: 7, last: Number.POSITIVE_INFINITY },
      { first: 3, last: 9 },
    ];
    expect(normalizeRanges(ranges)).toEqual([{ first: 3, last: Number.POSITIVE_INFINITY }]);
  });

  it('are made of ascending UIDs', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(50)), (uids) => {
        const sorted = [...uids].sort((a, b) => a - b);
        const ranges = rangesOf(sorted);
        expect(all(ranges)).toEqual(sorted);
        expect(normalizeRanges(ranges)).toEqual(ranges);
      }),
    );
  });
});
