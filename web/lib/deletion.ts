import { explain, sendJson } from './api.js';
import { plural } from './format.js';
import { type LoadedList, removeRows } from './list-cache.js';
import { queryClient } from './queries.js';
import { createStore } from './store.js';
import { hideToast, showToast } from './toasts.js';

/** How long a deletion can be undone, milliseconds. Until then the server knows nothing of it. */
const UNDO_TIME = 6000;
const TOAST = 'deletion';

/** Messages that are hidden and about to be deleted. */
export const leaving = createStore<ReadonlySet<string>>(new Set());
let timer: ReturnType<typeof setTimeout> | undefined;
/** On their way: deleted as far as we know, not to be undone any more. */
let waiting = new Set<string>();

/** Hides messages and deletes them in six seconds unless undone. Several in a row are one deletion. */
export function deleteSoon(ids: readonly string[], subject?: string): void {
  for (const id of ids) waiting.add(id);
  leaving.set((now) => new Set([...now, ...ids]));
  clearTimeout(timer);
  timer = setTimeout(() => void flushDeletions(), UNDO_TIME);
  const what = waiting.size === 1 ? `“${subject || 'no subject'}”` : plural(waiting.size, 'message');
  showToast({ id: TOAST, text: `Deleted ${what}`, action: { label: 'Undo', run: undoDeletion } }, 0);
}

export function undoDeletion(): void {
  const back = waiting;
  waiting = new Set();
  clearTimeout(timer);
  leaving.set((now) => new Set([...now].filter((id) => !back.has(id))));
  hideToast(TOAST);
}

export const canUndo = (): boolean => waiting.size > 0;

/** Deletes now what is waiting; `keepalive` when the page is going away. */
export async function flushDeletions(keepalive = false): Promise<void> {
  const ids = [...waiting];
  if (ids.length === 0) return;
  waiting = new Set();
  clearTimeout(timer);
  hideToast(TOAST);
  try {
    await sendJson('DELETE', 'api/messages', { ids }, keepalive);
    const gone = new Set(ids);
    queryClient.setQueriesData<LoadedList>({ queryKey: ['messages'] }, (list) => list && removeRows(list, gone));
    for (const id of ids) queryClient.removeQueries({ queryKey: ['message', id] });
  } catch (error) {
    showToast({ id: 'deletion-failed', text: `Not deleted: ${explain(error)}`, tone: 'bad' }, 8000);
  } finally {
    leaving.set((now) => new Set([...now].filter((id) => !ids.includes(id))));
  }
}

if (typeof addEventListener === 'function') addEventListener('pagehide', () => void flushDeletions(true));
