import type { Pattern, Query } from './ast.js';
import { writePattern } from './pattern-token.js';

/** What may stand without quotes: a letter or digit, then what no operator or keyword is made of. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N}@._+-]*$/u;
const KEYWORD = /^(?:AND|OR|NOT)$/;

/**
 * A query as text that `parseQuery` reads back as the same query. `and` and `or` are expected to have at least two
 * terms, as the parser makes them; with one they print as that term, with none as what they mean.
 */
export function printQuery(query: Query): string {
  return query.kind === 'all' ? '' : print(query, false);
}

function print(query: Query, inside: boolean): string {
  switch (query.kind) {
    case 'all':
      return '*';
    case 'and':
    case 'or': {
      if (query.terms.length < 2) {
        return query.terms[0] ? print(query.terms[0], inside) : query.kind === 'and' ? '*' : '-*';
      }
      const text = query.terms.map((term) => print(term, true)).join(query.kind === 'and' ? ' ' : ' OR ');
      return inside ? `(${text})` : text;
    }
    case 'not':
      return `-${print(query.term, true)}`;
    case 'text':
      return query.field === 'any' ? quote(query.value) : `${query.field}:${quote(query.value)}`;
    case 'pattern': {
      const pattern = writePattern(query.pattern);
      return query.field === 'any' ? pattern : `${query.field}:${pattern}`;
    }
    case 'header':
      return `header:${printHeader(query.name, query.value)}`;
    case 'tag':
      return `tag:${quote(query.value)}`;
    case 'has':
    case 'is':
      return `${query.kind}:${query.what}`;
    case 'received':
      return `${query.compare}:${new Date(query.time).toISOString()}`;
    case 'size':
      return `${query.compare}:${query.bytes}`;
    case 'sort':
      return `sort:${query.by}`;
  }
}

const quote = (value: string): string =>
  PLAIN.test(value) && !KEYWORD.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;

/** A name that needs quotes takes its value into them; a pattern never stands in quotes, so such a name has none. */
function printHeader(name: string, value: string | Pattern | null): string {
  if (value === null) return quote(name);
  if (typeof value === 'object') return `${name}=${writePattern(value)}`;
  return PLAIN.test(name) ? `${name}=${quote(value)}` : quote(`${name}=${value}`);
}
