import { fold } from '../../lib/fold.js';
import type { Query } from '../../search/ast.js';
import type { Store, StoreEvent, Subscription } from '../../store/store.js';
import { haystacksOf } from '../matcher.js';

export type Arrival = Extract<StoreEvent, { type: 'message' }>;
type Listener = (arrival: Arrival) => void;

/**
 * Tells arrivals to those whom they may concern. Who waits for a whole address or an account is found by it, so that a
 * mail costs those it concerns and not all who wait. The store has one subscription, and none while nobody listens.
 */
export class Arrivals {
  readonly #byKey = new Map<string, Set<Listener>>();
  #subscription: Subscription | undefined;
  #size = 0;

  constructor(readonly store: Store) {}

  /** How many listen. */
  get size(): number {
    return this.#size;
  }

  /** Calls `listener` for every arrival that can match, and perhaps for others. Returns how to end it. */
  listen(query: Query, account: string | undefined, listener: Listener): () => void {
    const key = keyOf(query, account);
    const listeners = this.#byKey.get(key) ?? new Set();
    this.#byKey.set(key, listeners.add(listener));
    this.#size += 1;
    this.#subscription ??= this.store.subscribe((event) => {
      if (event.type === 'message') this.#tell(event);
    });
    return () => {
      if (!listeners.delete(listener)) return;
      this.#size -= 1;
      if (listeners.size === 0 && this.#byKey.get(key) === listeners) this.#byKey.delete(key);
      if (this.#size > 0) return;
      this.#subscription?.close();
      this.#subscription = undefined;
    };
  }

  #tell(arrival: Arrival): void {
    for (const key of keysOf(arrival)) {
      for (const listener of this.#byKey.get(key) ?? []) listener(arrival);
    }
  }
}

/** For those whose wish names no whole address: they hear of everything. */
const ANYTHING = 'any';
const toKey = (address: string): string => `to ${address}`;
const accountKey = (name: string): string => `account ${name}`;

/** One key that every matching arrival has. */
function keyOf(query: Query, account: string | undefined): string {
  if (account !== undefined) return accountKey(account);
  const terms = query.kind === 'and' ? query.terms : [query];
  for (const term of terms) {
    if (term.kind !== 'text' || term.field !== 'to') continue;
    const value = fold(term.value);
    if (WHOLE.test(value)) return toKey(value);
  }
  return ANYTHING;
}

/** What stands in one pair of brackets is found in a haystack only as such a piece, never across two. */
const WHOLE = /^<[^<>]*>$/;
const PIECES = /<[^<>]*>/g;

function keysOf(arrival: Arrival): Set<string> {
  const keys = new Set([ANYTHING]);
  for (const { account } of arrival.locations) keys.add(accountKey(account));
  for (const [piece] of haystacksOf(arrival).of('to').matchAll(PIECES)) keys.add(toKey(piece));
  return keys;
}
