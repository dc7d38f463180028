import { Slice } from '../../lib/slice.js';
import type { Query } from '../../search/ast.js';
import { conditionsOf, explainMiss, type Miss } from '../../search/explain.js';
import { compile, type SearchSubject } from '../../search/predicate.js';
import { StoreError } from '../../store/errors.js';
import type { MessageRow, Store } from '../../store/store.js';

/** Conditions explained of one message: a person reads the first few. */
const CONDITIONS = 10;

/** One mail that came but was not what was waited for, and why. */
export interface NearMiss {
  readonly id: string;
  readonly failed: Miss[];
}

/** Why each of these messages is none of those wanted. Those that are, and those that are gone, are left out. */
export async function nearMisses(
  store: Store,
  rows: readonly MessageRow[],
  wanted: { query: Query; account?: string },
): Promise<NearMiss[]> {
  const slice = new Slice();
  const found: NearMiss[] = [];
  for (const { id } of rows) {
    const failed = await missesOf(store, id, wanted);
    if (failed.length > 0) found.push({ id, failed });
    await slice.turn();
  }
  return found;
}

/** The conditions that one message does not meet. */
export async function missesOf(
  store: Store,
  id: string,
  { query, account }: { query: Query; account?: string },
): Promise<Miss[]> {
  try {
    const message = await store.get(id);
    const accounts = [...new Set(message.locations.map((location) => location.account))];
    const subject: SearchSubject = { ...message, accounts };
    const conditions = conditionsOf(query);
    if (account !== undefined) conditions.unshift({ kind: 'text', field: 'account', value: account });
    const failed: Miss[] = [];
    for (const condition of conditions) {
      if (failed.length === CONDITIONS) break;
      if (!(await meets(store, id, subject, condition))) failed.push(explainMiss(condition, subject));
    }
    return failed;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'message-not-found') return [];
    throw error;
  }
}

async function meets(store: Store, id: string, subject: SearchSubject, condition: Query): Promise<boolean> {
  const verdict = compile(condition).quick(subject);
  return verdict ?? (await store.list({ ids: [id], query: condition, limit: 1 })).messages.length > 0;
}
