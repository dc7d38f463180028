import { rangesOf } from '../../store/uids.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import type { Session } from '../session/session.js';
import type { MailboxView } from '../session/view.js';

/** Tells of all contexts what changes of messages mean to them. */
export async function tellContexts(session: Session, view: MailboxView, changed: ReadonlySet<number>): Promise<void> {
  if (view.contexts.size === 0 || changed.size === 0 || view.deleted) return;
  const uids = rangesOf([...changed].sort((a, b) => a - b));
  for (let from: number | null = 0; from !== null; ) {
    const page = await session.store.entries(view.mailboxId, { uids, from, limit: ENTRIES_AT_A_TIME });
    const known = page.entries.filter(({ uid }) => view.numberOf(uid) > 0);
    for (const context of view.contexts.values()) await context.tellChanged(view, known);
    from = page.next;
  }
}
