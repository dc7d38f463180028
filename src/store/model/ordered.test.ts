import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ordered } from './ordered.js';

interface Item {
  readonly key: number;
}

const filled = (keys: Iterable<number>): Ordered<Item, number> => {
  const list = new Ordered<Item, number>(({ key }) => key);
  for (const key of keys) list.insert({ key });
  return list;
};

const keysOf = (items: Iterable<Item>): number[] => [...items].map(({ key }) => key);

/** What the list must say, by the plainest means. */
function compare(list: Ordered<Item, number>, keys: ReadonlySet<number>, probes: readonly number[]): void {
  const sorted = [...keys].sort((a, b) => a - b);
  expect(list.length).toBe(sorted.length);
  expect(list.first?.key).toBe(sorted[0]);
  expect(list.last?.key).toBe(sorted.at(-1));
  expect(keysOf(list.ascend())).toEqual(sorted);
  expect(keysOf(list.descend())).toEqual([...sorted].reverse());
  for (const probe of probes) {
    expect(list.get(probe)?.key).toBe(keys.has(probe) ? probe : undefined);
    expect(list.countTo(probe)).toBe(sorted.filter((key) => key <= probe).length);
    expect(keysOf(list.ascend(probe))).toEqual(sorted.filter((key) => key >= probe));
    expect(keysOf(list.descend(probe))).toEqual(sorted.filter((key) => key <= probe).reverse());
  }
}

describe('an ordered list', () => {
  it('is what a sorted array is, whatever comes and goes', () => {
    const key = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(
        // Enough at the beginning that there are several blocks.
        fc.integer({ min: 0, max: 2000 }),
        fc.array(fc.tuple(fc.boolean(), key), { maxLength: 300, size: 'max' }),
        fc.array(key, { minLength: 3, maxLength: 3 }),
        (count, changes, probes) => {
          const keys = new Set(Array.from({ length: count }, (_, i) => i * 2));
          const list = filled(keys);
          for (const [add, each] of changes) {
            if (add && !keys.has(each)) {
              list.insert({ key: each });
              keys.add(each);
            } else if (!add) {
              expect(list.remove(each)?.key).toBe(keys.delete(each) ? each : undefined);
            }
          }
          compare(list, keys, probes);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays whole when nearly all of it goes, from any side', () => {
    for (const order of ['front', 'back', 'middle'] as const) {
      const keys = new Set(Array.from({ length: 3000 }, (_, i) => i));
      const list = filled(keys);
      const going = [...keys];
      if (order === 'back') going.reverse();
      if (order === 'middle') going.sort((a, b) => Math.abs(a - 1500) - Math.abs(b - 1500));
      for (const [i, key] of going.entries()) {
        list.remove(key);
        keys.delete(key);
        if (i % 700 === 0 || keys.size < 3) compare(list, keys, [0, 1500, 2999]);
      }
    }
  });

  it('takes items in falling order too', () => {
    const keys = Array.from({ length: 2000 }, (_, i) => 2000 - i);
    compare(filled(keys), new Set(keys), [0, 1, 1000, 2000, 2001]);
  });

  it('that is empty has nothing', () => {
    compare(filled([]), new Set(), [0, 7]);
    expect(filled([]).remove(1)).toBeUndefined();
  });

  it('orders strings as `<` does', () => {
    const list = new Ordered<string, string>((item) => item);
    for (const item of ['b', 'ä', 'a', 'B']) list.insert(item);
    expect([...list.ascend()]).toEqual(['B', 'a', 'b', 'ä']);
    expect([...list.ascend('aa')]).toEqual(['b', 'ä']);
  });
});
