import type { MessageRow, Position, Store } from '../../store/store.js';

/** Arrivals told when mail was waited for in vain. */
export const TOLD = 20;
/**
 * Milliseconds before a wait from which on mail is told too: an application has often sent it before the test begins to
 * wait, and then it is this mail that was not as expected.
 */
export const SHORTLY_BEFORE = 60_000;

/** What a wait says of its beginning. */
export interface Beginning {
  /** Only mail after it counts. */
  readonly since?: Position;
  /** The present position when it began, and the time, milliseconds since the epoch. */
  readonly begun: Position;
  readonly at: number;
}

/** The mail that came, newest first: since the cursor, or from shortly before the wait on. */
export async function arrivedFor(store: Store, { since, begun, at }: Beginning): Promise<readonly MessageRow[]> {
  const { messages } = await store.list({ since, limit: TOLD });
  if (since !== undefined) return messages;
  return messages.filter(({ position, receivedAt }) => position > begun || receivedAt >= at - SHORTLY_BEFORE);
}
