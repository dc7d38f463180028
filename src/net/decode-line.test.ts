import { expect, it } from 'vitest';
import { decodeLine } from './decode-line.js';

it.each([
  ['NOOP', 'NOOP'],
  [Buffer.from('USER анна@example.org'), 'USER анна@example.org'],
  [Buffer.from('USER jos\xe9', 'latin1'), 'USER josé'],
])('%j is a line of text', (bytes, text) => {
  expect(decodeLine(Buffer.from(bytes as string))).toBe(text);
});
