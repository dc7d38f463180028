import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortInSlices } from './sort-in-slices.js';

const byValue = (a: { value: number }, b: { value: number }): number => a.value - b.value;

it('sorts as Array.sort does, equal ones in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 10_000 }), async (count, values) => {
      let seed = values;
      const items = Array.from({ length: count }, (_, place) => {
        seed = (seed * 48_271) % 2_147_483_647;
        return { place, value: seed % values };
      });
      const before = [...items];
      expect(await sortInSlices(items, byValue)).toEqual([...items].sort(byValue));
      expect(items).toEqual(before);
    }),
    { numRuns: 30 },
  );
});

it('gives way', async () => {
  const items = Array.from({ length: 200_000 }, (_, i) => ({ value: -i }));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const sorted = await sortInSlices(items, byValue);
  clearInterval(timer);
  expect(sorted[0]?.value).toBe(-199_999);
  expect(turns).toBeGreaterThan(0);
});
