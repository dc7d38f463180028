import type { Entry } from '../../store/types.js';
import { rangesOf } from '../../store/uids.js';
import { tellContexts } from '../context/tell.js';
import { respondTo } from '../fetch/respond-to.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import { printSet } from '../text/sequence-set.js';
import { flagList } from './flags.js';
import type { Session } from './session.js';
import type { MailboxView } from './view.js';

/**
 * Tells the client what happened in its mailbox since it was last told (RFC 9051 §5.2, §7.4, §7.5).
 * @param options.expunge messages may be told as gone: no command with sequence numbers is in progress
 */
export async function tellUpdates(session: Session, options: { expunge: boolean }): Promise<void> {
  const view = session.selected;
  if (!view?.untold) return;
  // While the numbers of those that go are known to the client.
  if (options.expunge) for (const context of view.contexts.values()) await context.tellGone(view, view.gone);
  const { expunged, exists, arrived, changed } = view.tell(options);
  tellExpunged(session, expunged);
  if (exists !== null) {
    session.out.line(`* ${exists} EXISTS`);
    if (!session.rev2) await tellRecent(session, view);
    await tellItems(session, arrived);
  }
  const selected = session.notified?.selected;
  // RFC 5465 §5.3: nobody asked.
  const wanted = !selected || selected.events.has('FlagChange');
  if (changed.length > 0 && wanted) await tellFlags(session, view, changed);
  // Both lists: one has what was told another way, the other what changed before the first context was there.
  await tellContexts(session, view, new Set([...arrived, ...changed, ...view.takeReconsidered()]));
}

/** RFC 5465 §5.1: what NOTIFY asked to hear of messages that come. */
async function tellItems(session: Session, uids: readonly number[]): Promise<void> {
  const items = session.notified?.selected?.items ?? [];
  if (items.length > 0 && uids.length > 0) await respondTo(session, rangesOf(uids), items);
}

function tellExpunged(session: Session, expunged: readonly { number: number; uid: number }[]): void {
  if (expunged.length === 0) return;
  if (session.enabled.has('QRESYNC')) {
    session.out.line(`* VANISHED ${printSet(expunged.map(({ uid }) => uid))}`);
    return;
  }
  for (const { number } of expunged) session.out.line(`* ${number} EXPUNGE`);
}

/** The new messages are \Recent here if no other session has claimed them (RFC 3501 §2.3.2). */
async function tellRecent(session: Session, view: MailboxView): Promise<void> {
  const { newestUid } = view;
  if (!view.deleted) view.recent.add(await recentFrom(session, view), newestUid);
  session.out.line(`* ${view.recent.count(view)} RECENT`);
}

/** EXAMINE leaves messages \Recent for whoever comes next (RFC 3501 §6.3.2), but they are it here too. */
async function recentFrom({ store }: Session, view: MailboxView): Promise<number> {
  if (!view.readOnly) return store.claimRecent(view.mailboxId);
  const { recent } = await store.mailboxById(view.mailboxId);
  return view.firstOfLast(recent);
}

async function tellFlags(session: Session, view: MailboxView, uids: readonly number[]): Promise<void> {
  const ranges = rangesOf(uids);
  for (let from: number | null = 0; from !== null; ) {
    const page = await session.store.entries(view.mailboxId, { uids: ranges, from, limit: ENTRIES_AT_A_TIME });
    for (const entry of page.entries) {
      tellEntry(session, view, entry);
      const wait = session.out.ready();
      if (wait) await wait;
    }
    from = page.next;
  }
}

/** `* 3 FETCH (UID 7 FLAGS (\Seen) MODSEQ (12))`, if the client knows the message. */
export function tellEntry(session: Session, view: MailboxView, entry: Entry, { flags = true } = {}): void {
  const number = view.numberOf(entry.uid);
  if (number === 0) return;
  const items = [`UID ${entry.uid}`];
  if (flags) items.push(`FLAGS (${flagList(session, view, entry)})`);
  if (session.condstore) items.push(`MODSEQ (${entry.modseq})`);
  session.out.line(`* ${number} FETCH (${items.join(' ')})`);
}
