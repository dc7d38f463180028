import type { Query, SortOrder } from './ast.js';

type Sort = Extract<Query, { kind: 'sort' }>;

/** The `sort` terms that may order an answer: at the top, or below nothing but `and`s. */
export function sortTerms(query: Query): Sort[] {
  if (query.kind === 'sort') return [query];
  return query.kind === 'and' ? query.terms.flatMap(sortTerms) : [];
}

/** The order a query asks for, if it does. */
export const orderOf = (query: Query | undefined): SortOrder | undefined => query && sortTerms(query)[0]?.by;
