import { createStore } from './store.js';
import type { MessageRowJson } from './types.js';

/** The rows of the list as the reader sees them, newest first (what waits behind the "new" pill is not among them). */
export const visibleRows = createStore<readonly MessageRowJson[]>([]);

/** The row that the keyboard stands on. */
export const cursorId = createStore<string | undefined>(undefined);

/** The row to stand on when these go: the next older one that stays, else the next newer. */
export function neighbour(id: string, leaving: ReadonlySet<string>): MessageRowJson | undefined {
  const rows = visibleRows.get();
  const at = rows.findIndex((row) => row.id === id);
  if (at < 0) return undefined;
  const stays = (row: MessageRowJson): boolean => row.id !== id && !leaving.has(row.id);
  return rows.slice(at + 1).find(stays) ?? rows.slice(0, at).findLast(stays);
}
