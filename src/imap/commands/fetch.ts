import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { type FetchItem, readItems } from '../fetch/items.js';
import { type Modifiers, readModifiers } from '../fetch/modifiers.js';
import { respondTo } from '../fetch/respond-to.js';
import { placesOf, readSet, uidsOf } from '../session/numbers.js';
import { tellVanished } from '../session/resync.js';
import type { Session } from '../session/session.js';
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
  if (!view.deleted && uids.length > 0)
    await respondTo(session, uids, wanted(items, session, uid, modifiers), { changedSince });
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
