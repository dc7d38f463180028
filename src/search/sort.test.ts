import { expect, it } from 'vitest';
import { parseQuery } from './parse.js';
import { orderOf } from './sort.js';

it.each<[string, string | undefined]>([
  ['', undefined],
  ['a b', undefined],
  ['sort:oldest', 'oldest'],
  ['a sort:size', 'smallest'],
  ['(a (b sort:-size)) c', 'largest'],
  ['a -b sort:newest', 'newest'],
])('the order of %j is %s', (query, order) => expect(orderOf(parseQuery(query))).toBe(order));

it('no query has no order', () => expect(orderOf(undefined)).toBe(undefined));
