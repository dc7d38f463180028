import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Turnstile } from './turnstile.js';

it('lets so many in at a time, in their order, also behind one that failed', async () => {
  const turnstile = new Turnstile(2);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const work = (n: number) =>
    turnstile.through(async () => {
      order.push(n);
      inside++;
      most = Math.max(most, inside);
      await turn();
      inside--;
      if (n % 3 === 0) throw new Error(`${n}`);
      return n;
    });
  const ended = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => work(n)));
  expect(ended.map(({ status }) => status === 'fulfilled')).toEqual(ended.map((_, n) => n % 3 !== 0));
  expect([most, inside]).toEqual([2, 0]);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(await work(1)).toBe(1);
});
