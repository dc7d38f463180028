import type { Query } from '../../search/ast.js';
import type { MessageRow, Position, Store } from '../../store/store.js';
import { createMatcher } from '../matcher.js';
import { Alarm } from './alarm.js';
import { Arrivals } from './arrivals.js';
import { Bell } from './bell.js';

/** What somebody waits for. */
export interface Wish {
  readonly query: Query;
  readonly account?: string;
  /** Only mail after this position; without it all that is there counts. */
  readonly since?: Position;
  /** At least 1; with `exactly` it may be 0. */
  readonly count: number;
  /** So many and no more: the waiting goes on to the end of the time-out, and ends at once when one more comes. */
  readonly exactly?: boolean;
  /** With `exactly`: once `count` are there, none may follow for so long, milliseconds; then it ends early. */
  readonly quiet?: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** Ends the waiting early: the client is gone, or the server stops. */
  readonly signal: AbortSignal;
}

export interface Waited {
  /** `short`: fewer than `count` in time; `over`: more than exactly `count`. */
  readonly outcome: 'complete' | 'short' | 'over';
  /** What matched, oldest first, at most `count`; one more when that was too many. */
  readonly matched: readonly MessageRow[];
}

/** All who wait for mail. */
export class Waiters {
  readonly #arrivals: Arrivals;

  constructor(readonly store: Store) {
    this.#arrivals = new Arrivals(store);
  }

  /** How many wait now. */
  get size(): number {
    return this.#arrivals.size;
  }

  /**
   * Looks at what is there and then waits for what arrives; a message is looked at by one of the two, whenever it
   * comes. The time-out ends the looking too, and what it had found until then is not told; but `exactly` is never
   * granted by a look that was cut. Rejects with the signal's reason.
   */
  async wait({ query, account, since, count, exactly = false, quiet, timeout, signal }: Wish): Promise<Waited> {
    signal.throwIfAborted();
    const limit = exactly ? count + 1 : count;
    const matches = createMatcher(this.store, query, account);
    /** What matches or may match; the others wake nobody. */
    const candidates: { row: MessageRow; verdict: true | Promise<boolean> }[] = [];
    const bell = new Bell();
    const search = new AbortController();
    // Listening before looking: what arrives between the two is among the candidates.
    const stop = this.#arrivals.listen(query, account, (arrival) => {
      const verdict = matches(arrival);
      if (verdict === false) return;
      // Awaited in its turn; one that fails meanwhile fails the waiting then.
      if (verdict !== true) verdict.catch(() => {});
      candidates.push({ row: arrival.message, verdict });
      bell.ring();
    });
    const alarm = new Alarm(() => {
      stop();
      bell.end();
      if (!exactly) search.abort();
    });
    const leave = () => {
      bell.end();
      search.abort(signal.reason);
    };
    alarm.set(timeout);
    signal.addEventListener('abort', leave);
    try {
      const matched = await this.#present({ query, account, since, limit }, search.signal);
      const known = new Set(matched.map(({ id }) => id));
      let silent = false;
      while (matched.length < limit) {
        const candidate = candidates.shift();
        if (candidate) {
          if (!known.has(candidate.row.id) && (await candidate.verdict)) matched.push(candidate.row);
        } else if (bell.ended) break;
        else {
          // Only now: of what came until here nothing is left to be looked at.
          if (quiet !== undefined && matched.length === count && !silent) {
            silent = true;
            alarm.set(quiet);
          }
          await bell.heard();
        }
        signal.throwIfAborted();
      }
      signal.throwIfAborted();
      const outcome = matched.length < count ? 'short' : matched.length > count ? 'over' : 'complete';
      return { outcome, matched };
    } finally {
      stop();
      alarm.clear();
      signal.removeEventListener('abort', leave);
    }
  }

  async #present(
    { limit, ...selection }: Pick<Wish, 'query' | 'account' | 'since'> & { limit: number },
    signal: AbortSignal,
  ): Promise<MessageRow[]> {
    try {
      return [...(await this.store.list({ ...selection, order: 'oldest', limit, signal })).messages];
    } catch (error) {
      if (!signal.aborted) throw error;
      return [];
    }
  }
}
