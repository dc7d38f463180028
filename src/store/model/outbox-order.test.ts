import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Order } from './outbox-order.js';

it('tells what is there, the newest first, from wherever', () => {
  const id = fc.integer({ min: 0, max: 40 }).map((n) => String(n).padStart(2, '0'));
  fc.assert(
    fc.property(fc.uniqueArray(id), fc.array(id), fc.option(id, { nil: undefined }), (added, gone, after) => {
      const there = new Set(added);
      const order = new Order((each) => there.has(each));
      for (const each of added) order.add(each);
      for (const each of gone) there.delete(each);
      const wanted = [...there].filter((each) => after === undefined || each < after).sort();
      expect([...order.before(after)]).toEqual(wanted.reverse());
      expect([...order.before(undefined)]).toEqual([...there].sort().reverse());
    }),
  );
});

it('does not grow with what is gone', () => {
  const there = new Set<string>();
  const order = new Order((id) => there.has(id));
  for (let i = 0; i < 10_000; i++) {
    const id = String(i).padStart(5, '0');
    there.add(id);
    there.delete(String(i - 10).padStart(5, '0'));
    order.add(id);
  }
  expect(order.size).toBeLessThan(2048);
  expect([...order.before(undefined)]).toHaveLength(10);
});
