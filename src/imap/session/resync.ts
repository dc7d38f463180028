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
  const gone: UidRange[] = [];
  for (const { first, last } of await session.store.vanished(view.mailboxId, since)) {
    for (const range of known) {
      const from = Math.max(first, range.first);
      const to = Math.min(last, range.last);
      if (from <= to) gone.push({ first: from, last: to });
    }
  }
  const text = printRanges(gone.sort((a, b) => a.first - b.first));
  if (text !== '') session.out.line(`* VANISHED (EARLIER) ${text}`);
}
