import type { Position, Selection } from '../types.js';
import type { Model } from './model.js';
import type { Ordered } from './ordered.js';
import { type AccountRecord, type MessageRecord, orderedMessages } from './records.js';
import { standing } from './standing.js';

/** The messages a selection names, but for its query: in arrival order, with a lower and an upper bound. */
export interface Selected {
  readonly account: AccountRecord | undefined;
  readonly source: Ordered<MessageRecord, number>;
  /** Exclusive. */
  readonly low: Position;
  /** Inclusive. */
  readonly high: Position;
}

const NOTHING = orderedMessages();

/**
 * What arrives after this call is not in it: `high` is at most the present position. An account that is not there has
 * no messages.
 */
export function select(model: Model, selection: Selection): Selected {
  const account = selection.account === undefined ? undefined : model.accounts.get(selection.account);
  const low = selection.since ?? 0;
  const high = Math.min(selection.upTo ?? model.position, model.position);
  if (selection.account !== undefined && !account) return { account, source: NOTHING, low, high };
  if (!selection.ids) return { account, source: account?.messages ?? model.arrivals, low, high };
  const source = orderedMessages();
  for (const id of new Set(selection.ids)) {
    const message = model.messages.get(id);
    if (message && (!account || standing(message, account) !== 'absent')) source.insert(message);
  }
  return { account, source, low, high };
}

/** Selected messages in the wanted order, those behind `after` only. Do not change the model meanwhile. */
export function* walk(
  { source, low, high }: Selected,
  order: 'newest' | 'oldest',
  after?: Position,
): Generator<MessageRecord, void> {
  if (order === 'newest') {
    const from = after === undefined ? high : Math.min(high, after - 1);
    for (const message of source.descend(from)) {
      if (message.position <= low) return;
      if (message.alive) yield message;
    }
  } else {
    const from = after === undefined ? low + 1 : Math.max(low, after) + 1;
    for (const message of source.ascend(from)) {
      if (message.position > high) return;
      if (message.alive) yield message;
    }
  }
}

/** How many messages are selected, without walking them. */
export function count({ source, low, high }: Selected): number {
  return high <= low ? 0 : source.countTo(high) - source.countTo(low);
}
