import fc from 'fast-check';
import { fold } from '../../lib/fold.js';
import type { Query } from '../ast.js';

/** Values that tempt a printer: quotes, backslashes, keywords, signs, other scripts. */
const tempting = fc.constantFrom(
  'AND',
  'or',
  'NOT',
  '*',
  '-',
  '--x',
  '\\',
  '"',
  '\\"',
  'a b',
  '(',
  '|',
  'from:x',
  ' ',
  'ß',
  'Re:',
);
const value = fc
  .oneof(tempting, fc.string({ minLength: 1, maxLength: 8 }), fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }))
  .filter((text) => fold(text) !== '');

/** Random queries as the parser makes them: `and` and `or` with at least two terms. */
export function arbitraryQuery(text: fc.Arbitrary<string> = value): fc.Arbitrary<Query> {
  const term = fc.oneof<fc.Arbitrary<Query>[]>(
    fc.constant({ kind: 'all' }),
    fc.record({
      kind: fc.constant('text'),
      field: fc.constantFrom('any', 'any', 'body', 'from', 'to', 'cc', 'bcc', 'subject', 'account', 'message-id'),
      value: text,
    }),
    fc.record({ kind: fc.constant('tag'), value: text }),
    fc.record({ kind: fc.constant('has'), what: fc.constantFrom('attachment', 'html', 'text', 'tag', 'note') }),
    fc.record({ kind: fc.constant('is'), what: fc.constantFrom('unread', 'read') }),
    fc.record({
      kind: fc.constant('received'),
      compare: fc.constantFrom('after', 'before'),
      time: fc.oneof(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
      ),
    }),
    fc.record({
      kind: fc.constant('size'),
      compare: fc.constantFrom('larger', 'smaller'),
      bytes: fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 1e14 })),
    }),
  );
  return fc.letrec<{ query: Query }>((tie) => ({
    query: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      term,
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        terms: fc.array(tie('query'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not'), term: tie('query') }),
    ) as fc.Arbitrary<Query>,
  })).query;
}
