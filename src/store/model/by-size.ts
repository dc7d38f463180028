import { CursorExpired } from '../errors.js';
import type { ListOptions } from '../types.js';
import type { Model } from './model.js';
import type { MessageRecord } from './records.js';

/** Which of two messages comes first; of equals the newer. */
const FIRST = {
  largest: (a: MessageRecord, b: MessageRecord) => b.size - a.size || b.position - a.position,
  smallest: (a: MessageRecord, b: MessageRecord) => a.size - b.size || b.position - a.position,
} as const;

/** Collects a page of messages by size while a search walks all matches; holds about two pages at most. */
export class BySize {
  readonly #first: (a: MessageRecord, b: MessageRecord) => number;
  readonly #after: MessageRecord | undefined;
  readonly #limit: number;
  #best: MessageRecord[] = [];
  matches = 0;

  /** @throws CursorExpired when the message to continue behind is gone */
  constructor(model: Model, { limit, after }: ListOptions, order: keyof typeof FIRST) {
    this.#first = FIRST[order];
    this.#limit = limit;
    if (after === undefined) return;
    this.#after = model.arrivals.get(after);
    if (!this.#after) throw new CursorExpired('The last message of the page before is gone; list again.');
  }

  add(message: MessageRecord): void {
    this.matches++;
    if (this.#after && this.#first(this.#after, message) >= 0) return;
    this.#best.push(message);
    if (this.#best.length > 2 * this.#limit + 2) this.#trim();
  }

  /** The page, and one more when more follow. */
  end(): MessageRecord[] {
    this.#best = this.#best.filter(({ alive }) => alive);
    this.#trim();
    return this.#best;
  }

  #trim(): void {
    this.#best.sort(this.#first);
    this.#best.length = Math.min(this.#best.length, this.#limit + 1);
  }
}
