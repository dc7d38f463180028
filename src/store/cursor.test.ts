import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.js';

const store = { epoch: 'abc', position: 1000 };

describe('a cursor', () => {
  it('names a position of its store', () => {
    fc.assert(
      fc.property(fc.nat(Number.MAX_SAFE_INTEGER), (position) => {
        const series = { epoch: 'x-Y_9', position: Number.MAX_SAFE_INTEGER };
        expect(decodeCursor(series, encodeCursor(series, position))).toBe(position);
      }),
    );
  });

  it.each([
    '',
    'abc',
    'abc.',
    '.5',
    'abc.5.6',
    'abc.-5',
    'abc.Z',
    'abc. 5',
    `${'x'.repeat(65)}.5`,
    'abc.zzzzzzzzzzz',
    'abc.5\n',
  ])('is not %j', (text) => {
    expect(() => decodeCursor(store, text)).toThrow(expect.objectContaining({ code: 'invalid-cursor' }));
  });

  it.each([
    ['of another store', 'abd.5'],
    ['of a place that has not come yet', 'abc.rt'],
  ])('%s has expired', (_, text) => {
    expect(() => decodeCursor(store, text)).toThrow(expect.objectContaining({ code: 'cursor-expired' }));
  });

  it('says in its error what it was, and not more than fits a line', () => {
    expect(() => decodeCursor(store, `${'y'.repeat(5000)}`)).toThrow(/^"y{80}" is not a cursor\.$/);
  });
});
