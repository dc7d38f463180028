import { MessageNotFound } from '../../store/errors.js';
import type { Entry, UidRange } from '../../store/types.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import type { Session } from '../session/session.js';
import { toRanges } from '../text/sequence-set.js';
import type { FetchItem } from './items.js';
import { lookOf } from './look.js';
import { Responder } from './responder.js';

/**
 * Answers FETCH for the messages that the client knows among these UIDs.
 * @param options.changedSince only messages that changed after this mod-sequence (RFC 7162 §3.1.4.1)
 */
export async function respondTo(
  session: Session,
  uids: readonly UidRange[],
  items: readonly FetchItem[],
  options: { readonly changedSince?: number } = {},
): Promise<void> {
  const { view, store } = session;
  const responder = new Responder(session, items);
  const look = lookOf(items);
  const setsSeen = !view.readOnly && items.some((item) => item.kind === 'SECTION' && !item.peek);
  for (let from: number | null = 0; from !== null; ) {
    const page = await store.entries(view.mailboxId, {
      uids,
      changedSince: options.changedSince,
      from,
      limit: ENTRIES_AT_A_TIME,
    });
    const seen = setsSeen ? await markSeen(session, page.entries) : undefined;
    for (const entry of page.entries) {
      const number = view.numberOf(entry.uid);
      if (number === 0) continue;
      const now = seen?.get(entry.uid);
      const wait = responder.respond(number, now ?? entry, now !== undefined);
      if (wait) await wait.then(() => look && session.hasRead(entry.messageId, look), unlessGone);
      const full = session.out.ready();
      if (full) await full;
    }
    from = page.next;
  }
}

/** A message may go while the others are told. */
function unlessGone(error: unknown): void {
  if (!(error instanceof MessageNotFound)) throw error;
}

/** RFC 9051 §6.4.5: what is read without PEEK is \Seen. Returns the entries that were not before, as they are now. */
async function markSeen({ store, view }: Session, entries: readonly Entry[]): Promise<ReadonlyMap<number, Entry>> {
  const unseen = entries.filter(({ flags }) => !flags.includes('\\Seen')).map(({ uid }) => uid);
  if (unseen.length === 0) return new Map();
  const changed = await store.setFlags(view.mailboxId, toRanges(unseen), { mode: 'add', flags: ['\\Seen'] });
  for (const { uid } of changed.entries) view.forgetChange(uid);
  return new Map(changed.entries.map((entry) => [entry.uid, entry]));
}
