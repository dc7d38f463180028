import { afterEach, expect, it, vi } from 'vitest';
import { boundHeap } from './heap.js';

afterEach(() => void vi.useRealTimers());

it('the heap may grow by a quarter while there are many messages, and until it is known how many there are', async () => {
  vi.useFakeTimers();
  let messages: number | null = null;
  const server = {
    get store() {
      if (messages === null) throw new Error('not started');
      return { stats: async () => ({ messages: messages ?? 0 }) };
    },
  };
  const percents: number[] = [];
  boundHeap(server, (percent) => percents.push(percent));
  await vi.advanceTimersByTimeAsync(2000);
  expect(percents).toEqual([25]);
  messages = 100;
  await vi.advanceTimersByTimeAsync(1000);
  expect(percents).toEqual([25, 0]);
  messages = 100_000;
  await vi.advanceTimersByTimeAsync(1000);
  expect(percents).toEqual([25, 0, 25]);
});
