import { expect, it } from 'vitest';
import { grouped } from './grouped.js';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [123456, '123,456'],
  [1234567890, '1,234,567,890'],
])('%d is %s', (value, text) => {
  expect(grouped(value)).toBe(text);
});
