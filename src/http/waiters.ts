import type { Query } from '../search/ast.js';
import type { MessageRow, Position, Store, StoreEvent, Subscription } from '../store/store.js';
import { createMatcher } from './matcher.js';

/** What somebody waits for. */
export interface Wish {
  readonly query: Query;
  readonly account?: string;
  /** Only mail after this position; without it all that is there counts. */
  readonly since?: Position;
  /** At least 1. */
  readonly count: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the waiting early: the client is gone, or the server stops. */
  readonly signal: AbortSignal;
}

export interface Waited {
  /** True when `count` messages matched in time. */
  readonly complete: boolean;
  /** What matched, oldest first, at most `count`. */
  readonly matched: readonly MessageRow[];
}

type Arrival = Extract<StoreEvent, { type: 'message' }>;

/** All who wait for mail: one subscription of the store serves them, and there is none while nobody waits. */
export class Waiters {
  readonly #listeners = new Set<(arrival: Arrival) => void>();
  #subscription: Subscription | undefined;

  constructor(readonly store: Store) {}

  /** How many wait now. */
  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Looks at what is there and then waits for what arrives; a message is looked at by one of the two, whenever it
   * comes. The time-out ends the looking too; what it had found until then is not told. Rejects with the signal's
   * reason.
   */
  async wait({ query, account, since, count, timeout, signal }: Wish): Promise<Waited> {
    signal.throwIfAborted();
    const matches = createMatcher(this.store, query, account);
    /** What matches or may match; the others wake nobody. */
    const candidates: { row: MessageRow; verdict: true | Promise<boolean> }[] = [];
    const bell = new Bell();
    const search = new AbortController();
    const end = () => {
      bell.end();
      search.abort(signal.reason);
    };
    // Listening before looking: what arrives between the two is among the candidates.
    const stop = this.#listen((arrival) => {
      const verdict = matches(arrival);
      if (verdict === false) return;
      // Awaited in its turn; one that fails meanwhile fails the waiting then.
      if (verdict !== true) verdict.catch(() => {});
      candidates.push({ row: arrival.message, verdict });
      bell.ring();
    });
    const timer = setTimeout(end, timeout);
    signal.addEventListener('abort', end);
    try {
      const matched = await this.#present({ query, account, since, count }, search.signal);
      const known = new Set(matched.map(({ id }) => id));
      while (matched.length < count) {
        const candidate = candidates.shift();
        if (candidate) {
          if (!known.has(candidate.row.id) && (await candidate.verdict)) matched.push(candidate.row);
        } else if (bell.ended) break;
        else await bell.heard();
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      return { complete: matched.length >= count, matched };
    } finally {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  async #present({ count, ...selection }: Pick<Wish, 'query' | 'account' | 'since' | 'count'>, signal: AbortSignal) {
    try {
      return [...(await this.store.list({ ...selection, order: 'oldest', limit: count, signal })).messages];
    } catch (error) {
      if (!signal.aborted) throw error;
      return [];
    }
  }

  #listen(listener: (arrival: Arrival) => void): () => void {
    this.#listeners.add(listener);
    this.#subscription ??= this.store.subscribe((event) => {
      if (event.type !== 'message') return;
      for (const each of this.#listeners) each(event);
    });
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#subscription?.close();
      this.#subscription = undefined;
    };
  }
}

/** Rings for one sleeper, and at last ends. */
class Bell {
  ended = false;
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  end(): void {
    this.ended = true;
    this.ring();
  }

  /** Resolves at the next ring, at once when it rang since the last time. */
  async heard(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#rung = false;
    this.#wake = undefined;
  }
}
