import { explain, sendJson } from './api.js';
import { changeRows, type LoadedList } from './list-cache.js';
import { type Place, queryClient } from './queries.js';
import { showToast } from './toasts.js';
import type { MessageJson } from './types.js';

function show(ids: readonly string[], seen: boolean): void {
  const changes = new Map(ids.map((id) => [id, { seen }]));
  queryClient.setQueriesData<LoadedList>({ queryKey: ['messages'] }, (list) => list && changeRows(list, changes));
  for (const id of ids) {
    queryClient.setQueryData<MessageJson>(['message', id], (message) => message && { ...message, seen });
  }
}

/** Marks one message, on the screen at once; takes it back when the server refuses. */
export async function markSeen(id: string, seen: boolean): Promise<void> {
  show([id], seen);
  try {
    await sendJson('PATCH', `api/messages/${encodeURIComponent(id)}`, { seen });
  } catch (error) {
    show([id], !seen);
    showToast({ id: 'seen', text: `Not marked: ${explain(error)}`, tone: 'bad' });
  }
}

/** Marks all of a list as read, up to what was on the screen. */
export async function markAllSeen({ query, inbox }: Place, upTo: string): Promise<void> {
  try {
    await sendJson('PATCH', 'api/messages', {
      ...(query && { query }),
      ...(inbox && { account: inbox }),
      upTo,
      seen: true,
    });
  } catch (error) {
    showToast({ id: 'seen', text: `Not marked: ${explain(error)}`, tone: 'bad' });
  }
}
