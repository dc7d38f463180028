import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useCommand } from '../../lib/commands.js';
import { getRoute, navigate, useRoute } from '../../lib/router.js';
import { useStore } from '../../lib/store.js';
import type { MessageRowJson } from '../../lib/types.js';
import { cursorId } from '../../lib/visible.js';

/** `j`, `k` and Enter. With a message open, moving opens the next one in its place. */
export function useMoves(rows: readonly MessageRowJson[], virtual: Virtualizer<HTMLDivElement, Element>): void {
  const { id: openId, page } = useRoute();
  const cursor = useStore(cursorId);
  const follow = useRef(false);

  // The keyboard stands on the open message.
  useEffect(() => {
    if (page === 'mail' && openId) cursorId.set(openId);
  }, [page, openId]);

  function move(step: 1 | -1): void {
    const at = rows.findIndex(({ id }) => id === cursorId.get());
    const to = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step));
    const row = rows[to];
    if (!row) return;
    follow.current = true;
    cursorId.set(row.id);
    virtual.scrollToIndex(to, { align: 'auto' });
    if (getRoute().id && getRoute().page === 'mail') navigate({ id: row.id }, { replace: true });
    else focusSoon(row.id);
  }

  useCommand('next', () => move(1));
  useCommand('previous', () => move(-1));
  useCommand('open', cursor ? () => navigate({ page: 'mail', id: cursor, tab: undefined }) : undefined);

  // Back in the list, the focus is where the reader was.
  useEffect(() => {
    if (openId || !follow.current || !cursorId.get()) return;
    focusRow(cursorId.get());
  }, [openId]);
}

/**
 * At once where the row is there: the next key may be Enter, which opens what has the focus. Else once it is there; unless
 * the focus has gone elsewhere meanwhile, to the search say, where the next key belongs.
 */
function focusSoon(id: string): void {
  if (focusRow(id)) return;
  const before = document.activeElement;
  requestAnimationFrame(() => {
    if (document.activeElement === before || document.activeElement === document.body) focusRow(id);
  });
}

/** Says whether the row is there. */
export function focusRow(id: string | undefined): boolean {
  const row = id ? document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`) : null;
  row?.focus({ preventScroll: true });
  return row !== null;
}
