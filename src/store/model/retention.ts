import { timeOf } from '../ids.js';
import { ENTRY_OVERHEAD } from '../limits.js';
import type { Retention } from '../types.js';
import type { Checked } from './arrival.js';
import type { Model } from './model.js';
import type { MessageRecord } from './records.js';
import { ownCost } from './remove.js';
import { leavingFor } from './replace.js';

function costOf(message: MessageRecord): number {
  let cost = ownCost(message);
  for (let entry = message.entries; entry; entry = entry.next) cost += ENTRY_OVERHEAD;
  return cost;
}

/** When a message came into the store: what `maxAge` counts from, also for imported mail with an older `receivedAt`. */
const arrivedAt = (message: MessageRecord): number => timeOf(message.id);

/** The oldest messages, at most `limit`, that must go so that those coming fit within the bounds. */
export function overdue(
  model: Model,
  bounds: Retention,
  now: number,
  coming: readonly Checked[],
  limit: number,
): MessageRecord[] {
  const { maxMessages, maxBytes, maxAge } = bounds;
  const leaving = leavingFor(model, coming);
  let count = model.arrivals.length + coming.length - leaving.size;
  let { cost } = model;
  for (const arrival of coming) cost += arrival.cost;
  for (const message of leaving) cost -= costOf(message);
  const list: MessageRecord[] = [];
  for (const message of model.arrivals.ascend()) {
    const over =
      (maxMessages > 0 && count > maxMessages) ||
      (maxBytes > 0 && cost > maxBytes) ||
      (maxAge > 0 && arrivedAt(message) + maxAge <= now);
    if (!over || list.length >= limit) break;
    if (leaving.has(message)) continue;
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
