import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Heap } from './heap.js';

it('gives what it got, the smallest first', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.integer(), fc.constant('pop' as const))), (steps) => {
      const heap = new Heap<number>((a, b) => a < b);
      const model: number[] = [];
      for (const step of steps) {
        if (step === 'pop') expect(heap.pop()).toBe(model.sort((a, b) => a - b).shift());
        else {
          heap.push(step);
          model.push(step);
        }
        expect(heap.peek()).toBe(model.length > 0 ? Math.min(...model) : undefined);
        expect(heap.size).toBe(model.length);
      }
    }),
  );
});
