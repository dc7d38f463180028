import type { Query } from '../search/ast.js';
import { compile, Haystacks } from '../search/predicate.js';
import type { Store, StoreEvent } from '../store/store.js';

type Arrival = Extract<StoreEvent, { type: 'message' }>;

/**
 * Says of each arriving message whether it is of an account and matches a query. What headers and envelope decide is
 * said at once; otherwise the store is asked about this one message, and so its cached text serves all who ask.
 */
export function createMatcher(store: Store, query: Query | undefined, account: string | undefined) {
  const predicate = query && query.kind !== 'all' ? compile(query) : undefined;

  return (arrival: Arrival): boolean | Promise<boolean> => {
    const { message, locations } = arrival;
    if (account !== undefined && !locations.some((location) => location.account === account)) return false;
    const verdict = predicate ? predicate.quick(haystacksOf(arrival)) : true;
    if (verdict !== undefined) return verdict;
    const { id, position } = message;
    return store
      .list({ query, account, ids: [id], since: position - 1, upTo: position, limit: 1 })
      .then((page) => page.messages.length > 0);
  };
}

export type Matcher = ReturnType<typeof createMatcher>;

/** Made once for all who ask: thousands may wait for one arrival. */
const made = new WeakMap<Arrival, Haystacks>();

export function haystacksOf(arrival: Arrival): Haystacks {
  let haystacks = made.get(arrival);
  if (!haystacks) {
    const { message, locations } = arrival;
    const { envelope, summary, tags, size, seen, receivedAt } = message;
    const accounts = [...new Set(locations.map(({ account }) => account))];
    haystacks = new Haystacks({ envelope, summary, tags, size, seen, receivedAt, accounts });
    made.set(arrival, haystacks);
  }
  return haystacks;
}
