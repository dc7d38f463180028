import { CursorExpired } from '../../store/errors.js';
import type { Context } from '../context.js';
import { readSelection } from '../selection.js';
import type { FeedOptions } from './feed.js';

/**
 * What a client of the live stream asked for. A cursor that is no longer known is no error here: the client is told
 * to list again.
 * @throws QueryError, InvalidCursor
 */
export function readSubscription(
  context: Context,
  input: { since?: string; account?: string; query?: string },
): FeedOptions {
  const { query, account } = readSelection(context, { query: input.query, account: input.account });
  try {
    return { query, account, since: readSelection(context, { since: input.since }).since };
  } catch (error) {
    if (error instanceof CursorExpired) return { query, account, expired: true };
    throw error;
  }
}
