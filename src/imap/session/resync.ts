import type { UidRange } from '../../store/types.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import { printRanges } from '../text/sequence-set.js';
import type { Session } from './session.js';
import { tellEntry } from './updates.js';
import type { MailboxView } from './view.js';

/** Tells what a client has missed since a mod-sequence (RFC 7162 §3.2.5): what is gone, then what has changed. */
export async function resync(
  session: Session,
  view: MailboxView,
  since: number,
  known: readonly UidRange[],
): Promise<void> {
  await tellVanished(session, view, since, known);
  for (let from: number | null = 0; from !== null; ) {
    const page = await session.store.entries(view.mailboxId, {
      uids: known,
      changedSince: since,
      from,
      limit: ENTRIES_AT_A_TIME,
    });
    for (const entry of page.entries) {
      tellEntry(session, view, entry);
      const wait = session.out.ready();
      if (wait) await wait;
    }
    from = page.next;
  }
}

/** `* VANISHED (EARLIER) 3:5`: of the UIDs that the client asks about, those that have gone since. */
export async function tellVanished(
  session: Session,
  view: MailboxView,
  since: number,
  known: readonly UidRange[],
): Promise<void> {
  const gone = common(await session.store.vanished(view.mailboxId, since), known);
  if (gone.length > 0) session.out.line(`* VANISHED (EARLIER) ${printRanges(gone)}`);
}

/** What two ascending lists of ranges have in common, in time of their lengths. */
function common(some: readonly UidRange[], others: readonly UidRange[]): UidRange[] {
  const both: UidRange[] = [];
  for (let i = 0, j = 0; i < some.length && j < others.length; ) {
    const a = some[i] as UidRange;
    const b = others[j] as UidRange;
    const first = Math.max(a.first, b.first);
    const last = Math.min(a.last, b.last);
    if (first <= last) both.push({ first, last });
    if (a.last < b.last) i++;
    else j++;
  }
  return both;
}
