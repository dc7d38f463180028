import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../lib/fold.js';
import { parseQuery } from '../search/parse.js';
import { milliseconds, toQuery } from './criteria.js';

test.each([
  [{}, undefined],
  [{ query: '  ' }, undefined],
  [{ query: 'a OR b' }, 'a OR b'],
  [{ query: 'a OR b', subject: 'c' }, '(a OR b) subject:"c"'],
  [{ to: 'ann@example.org' }, 'to:"<ann@example.org>"'],
  [{ to: '<ann@example.org>' }, 'to:"<ann@example.org>"'],
  [{ to: '@example.org' }, 'to:"@example.org"'],
  [{ from: 'Ann "A" \\ Lee' }, 'from:"Ann \\"A\\" \\\\ Lee"'],
])('%j becomes %s', (criteria, query) => {
  expect(toQuery(criteria)).toBe(query);
});

test('any text means itself to the server, or is refused when there is nothing to see in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (subject) => {
      const asked = () => parseQuery(toQuery({ subject }) as string);
      if (fold(subject) === '') expect(asked).toThrow('nothing that can be seen');
      else expect(asked()).toEqual({ kind: 'text', field: 'subject', value: subject });
    }),
    { examples: [['\u00ad'], ['\u{e0041}']] },
  );
});

test.each([
  [0, 0],
  [1500, 1500],
  ['250', 250],
  ['500ms', 500],
  ['1.5s', 1500],
  ['2 m', 120_000],
  ['1H', 3_600_000],
])('%s is %d ms', (duration, ms) => {
  expect(milliseconds(duration)).toBe(ms);
});

test.each(['', 'soon', '5y', '-1s', 'NaN', '1e3'])('%j is no duration', (text) => {
  expect(() => milliseconds(text)).toThrow(/is not a duration/);
});
