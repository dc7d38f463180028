import fc from 'fast-check';
import { fold } from '../../lib/fold.js';
import type { Query, TextField } from '../ast.js';

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

const HAS = ['attachment', 'inline', 'html', 'text', 'tag', 'note', 'link', 'code'] as const;

const field = fc.constantFrom<TextField[]>(
  'any',
  'any',
  'body',
  'from',
  'to',
  'cc',
  'bcc',
  'reply-to',
  'addressed',
  'subject',
  'account',
  'message-id',
  'attachment',
  'code',
  'link',
);

/** Patterns that mean the same in RE2 and in JavaScript, and tempt a printer. */
const pattern = fc.record({
  source: fc.constantFrom('a', '^a', 'b$', 'a|b', 'a/b', '\\\\/', '[/"]', '(a b)+', '\\(', 'a{2}', '[^a]', '.b.'),
  flags: fc.constantFrom('', 'i', 'm', 'ims'),
});

/** Random queries as the parser makes them: `and` and `or` with at least two terms. */
export function arbitraryQuery(text: fc.Arbitrary<string> = value): fc.Arbitrary<Query> {
  const term = fc.oneof<fc.Arbitrary<Query>[]>(
    fc.constant({ kind: 'all' }),
    fc.record({
      kind: fc.constant('text'),
      field: field,
      value: text,
    }),
    fc.record({ kind: fc.constant('pattern'), field: fc.oneof(field, fc.constant('tag' as const)), pattern }),
    fc.record({
      kind: fc.constant('header'),
      name: fc.constantFrom('X-A', 'x-b', 'Subject'),
      value: fc.oneof(fc.constant(null), text, pattern),
    }),
    fc.record({ kind: fc.constant('tag'), value: text }),
    fc.record({ kind: fc.constant('has'), what: fc.constantFrom(...HAS) }),
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
  const order = fc.constantFrom('newest', 'oldest', 'largest', 'smallest');
  const found = fc.letrec<{ query: Query }>((tie) => ({
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
  return fc.oneof(
    { weight: 9, arbitrary: found },
    {
      weight: 1,
      arbitrary: fc
        .tuple(found, order)
        .map(([term, by]): Query => ({ kind: 'and', terms: [term, { kind: 'sort', by }] })),
    },
    { weight: 1, arbitrary: order.map((by): Query => ({ kind: 'sort', by })) },
  );
}
