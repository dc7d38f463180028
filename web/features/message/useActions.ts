import { useQueryClient } from '@tanstack/react-query';
import { copy } from '../../lib/clipboard.js';
import { useCommand } from '../../lib/commands.js';
import { deleteSoon, leaving, undoDeletion } from '../../lib/deletion.js';
import { mainLinks, openLink } from '../../lib/links.js';
import { messageQuery } from '../../lib/queries.js';
import { getRoute, navigate, useRoute } from '../../lib/router.js';
import { markSeen } from '../../lib/seen.js';
import { useStore } from '../../lib/store.js';
import { showToast } from '../../lib/toasts.js';
import type { MessageJson } from '../../lib/types.js';
import { cursorId, neighbour, visibleRows } from '../../lib/visible.js';

const say = (text: string): void => showToast({ id: 'action', text }, 2000);

/** The keys that act on the open message, or on the row that the keyboard stands on. */
export function useActions(): void {
  const { page, id: open } = useRoute();
  const cursor = useStore(cursorId);
  const client = useQueryClient();
  const id = page === 'mail' ? (open ?? cursor) : undefined;
  const able = (run: (id: string) => void) => (id === undefined ? undefined : () => run(id));
  const detail = (of: string): Promise<MessageJson> => client.ensureQueryData(messageQuery(of));

  useCommand(
    'copy-code',
    able(async (of) => {
      const code = visibleRows.get().find((row) => row.id === of)?.code ?? (await detail(of)).codes[0]?.code;
      if (code) void copy(code, `Copied ${code}`);
      else say('No code was found in this message.');
    }),
  );
  useCommand(
    'open-link',
    able(async (of) => {
      const first = mainLinks((await detail(of)).links)[0];
      if (first) openLink(first.url);
      else say('This message has no link.');
    }),
  );
  useCommand(
    'toggle-read',
    able((of) => {
      const known = client.getQueryData(messageQuery(of).queryKey) ?? visibleRows.get().find((row) => row.id === of);
      if (known) void markSeen(of, !known.seen);
    }),
  );
  useCommand(
    'delete',
    able((of) => {
      const row = visibleRows.get().find((other) => other.id === of);
      const next = neighbour(of, leaving.get());
      const subject = row?.subject ?? client.getQueryData(messageQuery(of).queryKey)?.subject;
      deleteSoon([of], subject);
      cursorId.set(next?.id);
      if (getRoute().id) navigate({ id: next?.id, tab: next ? getRoute().tab : undefined }, { replace: true });
    }),
  );
  useCommand('undo', undoDeletion);
}
