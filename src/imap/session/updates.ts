import type { Entry } from '../../store/types.js';
import { rangesOf } from '../../store/uids.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import { printSet } from '../text/sequence-set.js';
import type { Session } from './session.js';
import type { MailboxView } from './view.js';

const SYSTEM_FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

/**
 * Tells the client what happened in its mailbox since it was last told (RFC 9051 §5.2, §7.4, §7.5).
 * @param options.expunge messages may be told as gone: no command with sequence numbers is in progress
 */
export async function tellUpdates(session: Session, options: { expunge: boolean }): Promise<void> {
  const view = session.selected;
  if (!view?.untold) return;
  const { expunged, exists, changed } = view.tell(options);
  tellExpunged(session, expunged);
  if (exists !== null) {
    session.out.line(`* ${exists} EXISTS`);
    if (!session.rev2) await tellRecent(session, view);
  }
  if (changed.length > 0) await tellFlags(session, view, changed);
}

function tellExpunged(session: Session, expunged: readonly { number: number; uid: number }[]): void {
  if (expunged.length === 0) return;
  if (session.enabled.has('QRESYNC')) {
    session.out.line(`* VANISHED ${printSet(expunged.map(({ uid }) => uid))}`);
    return;
  }
  for (const { number } of expunged) session.out.line(`* ${number} EXPUNGE`);
}

/** `* FLAGS (…)` and what of them can be set (RFC 9051 §7.3.5, §7.1). */
export function tellKeywords({ out }: Session, view: MailboxView): void {
  const flags = [SYSTEM_FLAGS, ...view.keywords].join(' ');
  out.line(`* FLAGS (${flags})`);
  if (view.readOnly) out.line('* OK [PERMANENTFLAGS ()] Nothing can be changed');
  else out.line(`* OK [PERMANENTFLAGS (${flags} \\*)] These are kept`);
}

/** The new messages are \Recent here if no other session has claimed them (RFC 3501 §2.3.2). */
async function tellRecent(session: Session, view: MailboxView): Promise<void> {
  const { newestUid } = view;
  if (!view.readOnly && !view.deleted) view.recent.add(await session.store.claimRecent(view.mailboxId), newestUid);
  session.out.line(`* ${view.recent.count(view)} RECENT`);
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

/**
 * The flags of an entry as this session sees them, without parentheses. A keyword that the client has not heard of is
 * told first (RFC 9051 §7.3.5), so a line with flags must be written behind the call.
 */
export function flagList(session: Session, view: MailboxView, entry: Pick<Entry, 'uid' | 'flags'>): string {
  const flags = entry.flags.join(' ');
  if (view.hearKeywords(entry.flags)) tellKeywords(session, view);
  if (session.rev2 || !view.recent.has(entry.uid)) return flags;
  return flags === '' ? '\\Recent' : `${flags} \\Recent`;
}
