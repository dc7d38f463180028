import type { Query } from '../search/ast.js';
import { parseQuery } from '../search/parse.js';
import { decodeCursor } from '../store/cursor.js';
import { normalizeAccount } from '../store/deliver.js';
import type { Selection } from '../store/store.js';
import type { Context } from './context.js';

/** The parameters by which list, wait, deletion and marking say which messages they mean. */
export interface SelectionInput {
  readonly query?: string;
  readonly account?: string;
  readonly since?: string;
  readonly upTo?: string;
  readonly ids?: readonly string[];
}

/**
 * The store's selection for the parameters of a request.
 * @throws QueryError, InvalidCursor, CursorExpired
 */
export function readSelection({ store, config }: Pick<Context, 'store' | 'config'>, input: SelectionInput): Selection {
  return {
    ids: input.ids,
    query: input.query === undefined ? undefined : parseQuery(input.query),
    account: input.account === undefined ? undefined : normalizeAccount(input.account, config.accounts.plus),
    since: input.since === undefined ? undefined : decodeCursor(store, input.since),
    upTo: input.upTo === undefined ? undefined : decodeCursor(store, input.upTo),
  };
}

/** All of these conditions; undefined ones are passed over. */
export function allOf(...terms: readonly (Query | undefined)[]): Query {
  const given = terms.filter((term) => term !== undefined);
  if (given.length === 1 && given[0]) return given[0];
  return given.length === 0 ? { kind: 'all' } : { kind: 'and', terms: given };
}

/** A condition on a text field, undefined for an undefined value. Built as a node: no quoting, so nothing to escape. */
export const textTerm = (field: 'to' | 'from' | 'subject', value: string | undefined): Query | undefined =>
  value === undefined ? undefined : { kind: 'text', field, value };
