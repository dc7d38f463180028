import { CursorExpired, InvalidCursor } from './errors.js';
import type { Store } from './store.js';
import type { Position } from './types.js';

type Series = Pick<Store, 'epoch' | 'position'>;

/** A position as text for clients: opaque to them, with the epoch in it so that it cannot be taken for another store's. */
export function encodeCursor(store: Pick<Store, 'epoch'>, position: Position): string {
  return `${store.epoch}.${position.toString(36)}`;
}

/**
 * The position in a cursor that `encodeCursor` made.
 * @throws InvalidCursor for other text
 * @throws CursorExpired when it belongs to another store, e.g. to a memory store before a restart
 */
export function decodeCursor(store: Series, text: string): Position {
  const match = /^([\w-]{1,64})\.([0-9a-z]{1,11})$/.exec(text);
  const position = match ? Number.parseInt(match[2] ?? '', 36) : Number.NaN;
  if (!match || !Number.isSafeInteger(position)) throw new InvalidCursor(text);
  if (match[1] !== store.epoch || position > store.position)
    throw new CursorExpired('This cursor is of another store (was it restarted?); list again.');
  return position;
}

/**
 * Waits until the store knows the positions of cursors that another node of it has given; others are passed over, and
 * complained about by `decodeCursor`.
 * @throws StoreUnavailable
 */
export async function awaitCursors(
  store: Series & Pick<Store, 'reach'>,
  texts: readonly (string | undefined)[],
): Promise<void> {
  if (!store.reach) return;
  for (const text of texts) {
    if (!text?.startsWith(`${store.epoch}.`)) continue;
    const position = Number.parseInt(text.slice(store.epoch.length + 1), 36);
    if (position > store.position && Number.isSafeInteger(position)) await store.reach(position);
  }
}

/** A cursor behind all that has happened up to now, on whichever node of the store. @throws StoreUnavailable */
export async function latestCursor(store: Pick<Store, 'epoch' | 'position' | 'reach'>): Promise<string> {
  await store.reach?.(Number.MAX_SAFE_INTEGER);
  return encodeCursor(store, store.position);
}
