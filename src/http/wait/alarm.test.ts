import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Alarm } from './alarm.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('rings once, at its time', () => {
  const ring = vi.fn();
  new Alarm(ring).set(100);
  vi.advanceTimersByTime(99);
  expect(ring).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(ring).toHaveBeenCalledTimes(1);
});

it('does not ring early although its timer is', () => {
  const ring = vi.fn();
  const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
  new Alarm(ring).set(100);
  now.mockReturnValue(1099.5);
  vi.advanceTimersByTime(100);
  expect(ring).not.toHaveBeenCalled();
  now.mockReturnValue(1100.5);
  vi.advanceTimersByTime(1);
  expect(ring).toHaveBeenCalledTimes(1);
});

it('can be moved and cleared', () => {
  const ring = vi.fn();
  const alarm = new Alarm(ring);
  alarm.set(100);
  alarm.set(200);
  vi.advanceTimersByTime(150);
  expect(ring).not.toHaveBeenCalled();
  alarm.clear();
  vi.advanceTimersByTime(150);
  expect(ring).not.toHaveBeenCalled();
});
