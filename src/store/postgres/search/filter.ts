import { fold } from '../../../lib/fold.js';
import type { Query } from '../../../search/ast.js';
import { isGlob } from '../../../search/globs.js';
import { whole } from '../sql.js';
import { clean, labelOf, TRAITS } from '../traits.js';

/** Parameters of a statement that is being put together. */
export class Params {
  readonly values: unknown[] = [];

  /** The place of a value in the statement. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** A condition that every match fulfils; `exact` when nothing else does. */
export interface Filter {
  /** The condition, with its values among the parameters. */
  readonly sql: (params: Params) => string;
  readonly exact: boolean;
  /** It looks at `t`. */
  readonly texts: boolean;
}

/** What may be asked. */
interface Terms {
  /** The expression for "read" of a message. */
  readonly seen: string;
  readonly text: (needle: string) => Filter;
  /** Conditions on the message's own columns may be used. */
  readonly columns: boolean;
}

/**
 * A condition on `m` (a message) and `t` (its text, where there is one), for a query; undefined when it says nothing
 * that the database could tell. What it lets through the predicate decides, so that answers are the same everywhere.
 * @param seen the expression for "read" of a message
 */
export function filterOf(query: Query, seen: string): Filter | undefined {
  const text = (needle: string): Filter => ({
    sql: (params) => `(t.words IS NULL OR t.words LIKE ${params.add(like(needle))})`,
    exact: false,
    texts: true,
  });
  return compile(query, { seen, text, columns: true });
}

/** A condition on `t` alone, which an index of trigrams answers; undefined when the query asks for no long enough text. */
export function wordsOf(query: Query): Filter | undefined {
  const text = (needle: string): Filter => ({
    sql: (params) => `t.words LIKE ${params.add(like(needle))}`,
    exact: false,
    texts: true,
  });
  return compile(query, { seen: '', text, columns: false });
}

/** A needle between two percent signs, with what LIKE takes for its own escaped. */
const like = (needle: string): string => `%${clean(needle).replace(/[\\%_]/g, '\\$&')}%`;

const exactly = (sql: (params: Params) => string): Filter => ({ sql, exact: true, texts: false });

function compile(query: Query, terms: Terms): Filter | undefined {
  const { columns, seen } = terms;
  switch (query.kind) {
    case 'and':
    case 'or':
      return joined(
        query.kind,
        query.terms.map((term) => compile(term, terms)),
      );
    case 'text':
      return textFilter(query, terms);
  }
  if (!columns) return undefined;
  switch (query.kind) {
    case 'all':
    case 'sort':
      return exactly(() => 'TRUE');
    case 'not': {
      const term = compile(query.term, terms);
      return term?.exact ? exactly((params) => `NOT ${term.sql(params)}`) : undefined;
    }
    case 'tag':
      return exactly((params) => `(position(${params.add(labelOf(query.value))}::text IN m.labels) > 0)`);
    case 'has':
      return hasFilter(query.what);
    case 'is':
      return exactly(() => (query.what === 'read' ? seen : `(NOT ${seen})`));
    case 'received': {
      const compare = query.compare === 'after' ? '>=' : '<';
      return exactly((params) => `(m.received_at ${compare} ${params.add(whole(Math.ceil(query.time)))}::bigint)`);
    }
    case 'size': {
      const compare = query.compare === 'larger' ? '>' : '<';
      return exactly((params) => `(m.size ${compare} ${params.add(whole(query.bytes))}::bigint)`);
    }
    default:
      return undefined;
  }
}

/** Of `and` what is known is enough; `or` needs all. */
function joined(kind: 'and' | 'or', all: readonly (Filter | undefined)[]): Filter | undefined {
  const known = all.filter((each) => each !== undefined);
  const complete = known.length === all.length;
  if (known.length === 0 || (kind === 'or' && !complete)) return undefined;
  return {
    sql: (params) => `(${known.map(({ sql }) => sql(params)).join(kind === 'and' ? ' AND ' : ' OR ')})`,
    exact: complete && known.every(({ exact }) => exact),
    texts: known.some(({ texts }) => texts),
  };
}

function hasFilter(what: Extract<Query, { kind: 'has' }>['what']): Filter | undefined {
  if (what === 'tag') return exactly(() => "(m.labels <> '')");
  if (what === 'inline' || what === 'link' || what === 'code') return undefined;
  return exactly(() => `(m.traits & ${TRAITS[what]} <> 0)`);
}

function textFilter({ field, value }: Extract<Query, { kind: 'text' }>, terms: Terms): Filter | undefined {
  const needle = fold(value);
  if (field === 'account') {
    if (!terms.columns) return undefined;
    return exactly(
      (params) => `EXISTS (SELECT 1 FROM @entries x JOIN @accounts a ON a.name = x.account
        WHERE x.message = m.position AND a.folded = ${params.add(clean(needle))})`,
    );
  }
  if (field === 'link' || field === 'code' || (field === 'attachment' && isGlob(needle))) return undefined;
  // Shorter ones are in no index of trigrams.
  if (!terms.columns && needle.length < 3) return undefined;
  return terms.text(needle);
}
