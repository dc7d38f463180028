import { expect, it } from 'vitest';
import { formatAge } from './age.js';

it.each([
  [1, '1 millisecond'],
  [1500, '1 second 500 milliseconds'],
  [60_000, '1 minute'],
  [90 * 60_000, '1 hour 30 minutes'],
  [36 * 3_600_000, '1 day 12 hours'],
  [30 * 86_400_000, '30 days'],
])('%i ms are %s', (ms, words) => {
  expect(formatAge(ms)).toBe(words);
});
