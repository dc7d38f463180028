import { timeOf } from '../ids.js';
import { ENTRY_OVERHEAD } from '../limits.js';
import type { Retention } from '../types.js';
import type { Model } from './model.js';
import type { MessageRecord } from './records.js';
import { ownCost } from './remove.js';

function costOf(message: MessageRecord): number {
  let cost = ownCost(message);
  for (let entry = message.entries; entry; entry = entry.next) cost += ENTRY_OVERHEAD;
  return cost;
}

/** When a message came into the store: what `maxAge` counts from, also for imported mail with an older `receivedAt`. */
const arrivedAt = (message: MessageRecord): number => timeOf(message.id);

/** Messages that are about to arrive. */
export interface Coming {
  readonly count: number;
  /** What they will add to `Model.cost`. */
  readonly cost: number;
}

export const NOTHING_COMING: Coming = { count: 0, cost: 0 };

/** The oldest messages, at most `limit`, that must go so that those coming fit within the bounds. */
export function overdue(model: Model, bounds: Retention, now: number, coming: Coming, limit: number): MessageRecord[] {
  const { maxMessages, maxBytes, maxAge } = bounds;
  let count = model.arrivals.length + coming.count;
  let cost = model.cost + coming.cost;
  const list: MessageRecord[] = [];
  for (const message of model.arrivals.ascend()) {
    const over =
      (maxMessages > 0 && count > maxMessages) ||
      (maxBytes > 0 && cost > maxBytes) ||
      (maxAge > 0 && arrivedAt(message) + maxAge <= now);
    if (!over || list.length >= limit) break;
    list.push(message);
    count--;
    cost -= costOf(message);
  }
  return list;
}

/** When the oldest message becomes too old, milliseconds since the epoch; undefined when none ever does. */
export function nextExpiry(model: Model, maxAge: number): number | undefined {
  const oldest = model.arrivals.first;
  return maxAge > 0 && oldest ? arrivedAt(oldest) + maxAge : undefined;
}
