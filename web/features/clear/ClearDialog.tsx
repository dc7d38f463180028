import { useState } from 'react';
import { Button } from '../../components/Button.js';
import { Dialog, DialogActions } from '../../components/Dialog.js';
import { explain, search, sendJson } from '../../lib/api.js';
import { formatCount, plural } from '../../lib/format.js';
import { infoQuery, queryClient } from '../../lib/queries.js';
import { getRoute, navigate } from '../../lib/router.js';
import { showToast } from '../../lib/toasts.js';
import { visibleRows } from '../../lib/visible.js';

/** What the dialog is about, taken when it opens: mail that comes while one reads it stays. */
function takeScene() {
  const { query, inbox } = getRoute();
  return { query, inbox, upTo: visibleRows.get()[0]?.cursor };
}

/** Asks before all mail of a list goes. */
export default function ClearDialog({ onClose }: { onClose: () => void }) {
  const [{ query, inbox, upTo }] = useState(takeScene);
  const [busy, setBusy] = useState(false);
  const stored = queryClient.getQueryData(infoQuery.queryKey)?.store.messages;
  const what = query
    ? `everything that matches “${query}”`
    : inbox
      ? `all mail of ${inbox}, from every inbox that has it`
      : `all ${stored === undefined ? '' : `${formatCount(stored)} `}messages`;

  async function clear(): Promise<void> {
    setBusy(true);
    try {
      const fields = { query, account: inbox, upTo };
      const { count } = await sendJson<{ count: number }>('DELETE', `api/messages${search(fields)}`);
      showToast({ id: 'cleared', text: `Deleted ${plural(count, 'message')}` });
      if (getRoute().page === 'mail') navigate({ id: undefined, tab: undefined });
    } catch (error) {
      showToast({ id: 'cleared', text: `Not deleted: ${explain(error)}`, tone: 'bad' }, 8000);
    }
    onClose();
  }

  return (
    <Dialog
      title="Delete all?"
      text={`This deletes ${what}. Mail that arrives from now on stays. It cannot be undone.`}
      onClose={onClose}
      width={420}
      testId="clear-dialog"
    >
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button data-first look="danger" disabled={busy} onClick={() => void clear()} data-testid="clear-confirm">
          Delete all
        </Button>
      </DialogActions>
    </Dialog>
  );
}
