import { MessageNotFound } from '../../store/errors.js';
import type { Entry, UidRange } from '../../store/types.js';
import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { type FetchItem, readItems } from '../fetch/items.js';
import { type Modifiers, readModifiers } from '../fetch/modifiers.js';
import { Responder } from '../fetch/responder.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import { placesOf, readSet, uidsOf } from '../session/numbers.js';
import { tellVanished } from '../session/resync.js';
import type { Session } from '../session/session.js';
import { toRanges } from '../text/sequence-set.js';
import { BadCommand } from '../wire/errors.js';

/** RFC 9051 §6.4.5. */
export const fetch: Command = {
  name: 'FETCH',
  states: SELECTED,
  uid: true,
  holdsNumbers: true,
  capabilities: [{ word: 'BINARY' }, { word: 'SAVEDATE' }, { word: 'PREVIEW' }, { word: 'PARTIAL' }],
  run,
};

async function run({ session, args, uid }: Call): Promise<Done> {
  args.sp();
  const set = readSet(args);
  args.sp();
  const items = readItems(args);
  const modifiers = args.more() ? readModifiers(args) : {};
  args.end();
  const { changedSince, vanished } = modifiers;
  if (vanished && !(uid && session.enabled.has('QRESYNC') && changedSince !== undefined))
    throw new BadCommand('VANISHED needs ENABLE QRESYNC, UID FETCH and CHANGEDSINCE', 'CLIENTBUG');
  if (changedSince !== undefined || items.some(({ kind }) => kind === 'MODSEQ')) await session.enableCondstore();
  const named = uidsOf(session, set, uid);
  const uids = modifiers.partial ? placesOf(session, named, modifiers.partial) : named;
  const { view } = session;
  if (vanished && changedSince !== undefined) await tellVanished(session, view, changedSince, uids);
  if (!view.deleted && uids.length > 0) await respond(session, uids, wanted(items, session, uid, modifiers), modifiers);
  // RFC 5530 §3: of those that are gone, and that the client may not be told of yet, there was nothing to tell.
  return view.holdsGone ? { code: 'EXPUNGEISSUED' } : {};
}

/** What is told beside what was asked for. */
function wanted(items: FetchItem[], session: Session, uid: boolean, { changedSince }: Modifiers): FetchItem[] {
  const has = (kind: FetchItem['kind']) => items.some((item) => item.kind === kind);
  const all = [...items];
  // RFC 9051 §6.4.9
  if (uid && !has('UID')) all.unshift({ kind: 'UID' });
  // RFC 7162 §3.1.4.1, §3.2: with flags once it is enabled, so that the client can go on from there.
  if ((changedSince !== undefined || (session.condstore && has('FLAGS'))) && !has('MODSEQ'))
    all.push({ kind: 'MODSEQ' });
  return all;
}

async function respond(
  session: Session,
  uids: readonly UidRange[],
  items: readonly FetchItem[],
  modifiers: Modifiers,
): Promise<void> {
  const { view, store } = session;
  const responder = new Responder(session, items);
  const setsSeen = !view.readOnly && items.some((item) => item.kind === 'SECTION' && !item.peek);
  for (let from: number | null = 0; from !== null; ) {
    const page = await store.entries(view.mailboxId, {
      uids,
      changedSince: modifiers.changedSince,
      from,
      limit: ENTRIES_AT_A_TIME,
    });
    const seen = setsSeen ? await markSeen(session, page.entries) : undefined;
    for (const entry of page.entries) {
      const number = view.numberOf(entry.uid);
      if (number === 0) continue;
      const now = seen?.get(entry.uid);
      const wait = responder.respond(number, now ?? entry, now !== undefined);
      if (wait) await wait.catch(unlessGone);
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
