import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SharedSlice } from './shared-slice.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A step that takes so long. */
const busy = (milliseconds: number) => () => void vi.advanceTimersByTime(milliseconds);

it('is used up by all who share it, until the next turn of the event loop', async () => {
  const slice = new SharedSlice(5);
  expect(slice.turn()).toBeUndefined();
  slice.run(busy(3));
  expect(slice.turn()).toBeUndefined();
  slice.run(busy(3));
  const turn = slice.turn();
  expect(turn).toBeInstanceOf(Promise);
  await turn;
  expect(slice.turn()).toBeUndefined();
});

it('counts a step that fails', async () => {
  const slice = new SharedSlice(5);
  const failing = () => {
    busy(6)();
    throw new Error('x');
  };
  expect(() => slice.run(failing)).toThrow('x');
  expect(slice.turn()).toBeInstanceOf(Promise);
  await setImmediate();
  expect(slice.turn()).toBeUndefined();
});
