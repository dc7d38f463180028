import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonPieces } from './json.js';

const LONG = 64 * 1024;

it('writes what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect([...jsonPieces(value)].join('')).toBe(JSON.stringify(value));
    }),
  );
  expect([...jsonPieces({ a: undefined, b: [undefined], c: 'd' })].join('')).toBe('{"b":[null],"c":"d"}');
});

it.each([
  ['a long text', { text: 'x"\n'.repeat(LONG), after: 1 }],
  ['a text whose pairs lie across the cuts', { text: `x${'😀'.repeat(LONG)}` }],
  ['a long list', { list: Array.from({ length: 10_000 }, (_, n) => ({ n, text: 'x'.repeat(20) })), after: [] }],
])('%s: in small pieces that say the same', (_, value) => {
  const pieces = [...jsonPieces(value)];
  expect(pieces.length).toBeGreaterThan(2);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(14 * LONG);
  expect(JSON.parse(pieces.join(''))).toEqual(value);
});
