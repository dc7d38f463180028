import { setImmediate } from 'node:timers/promises';
import { MessageNotFound } from '../../store/errors.js';
import type { Entry } from '../../store/types.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import type { Session } from '../session/session.js';
import type { MailboxView } from '../session/view.js';
import { inRanges } from '../text/sequence-set.js';
import type { Key } from './keys.js';
import { SearchSubject } from './subject.js';

/** Milliseconds of work before others get their turn. */
const SLICE = 5;

/** The messages of the selected mailbox that a condition holds for, as the client knows them, ascending. */
export async function* find(session: Session, key: Key): AsyncGenerator<Entry, void> {
  const { view, store } = session;
  if (view.deleted || view.count === 0) return;
  // Only a condition at the top narrows what has to be looked at.
  const uids = narrowest(key) ?? [{ first: 1, last: view.lastUid }];
  let until = performance.now() + SLICE;
  for (let from: number | null = 0; from !== null; ) {
    const page = await store.entries(view.mailboxId, { uids, from, limit: ENTRIES_AT_A_TIME });
    for (const entry of page.entries) {
      if (view.numberOf(entry.uid) === 0) continue;
      const quick = holds(key, entry, view, null);
      if (quick ?? (await matches(session, key, entry))) yield entry;
      if (performance.now() < until) continue;
      await setImmediate();
      until = performance.now() + SLICE;
    }
    from = page.next;
  }
}

/** Whether a condition holds for one message of the selected mailbox. */
export async function matches({ store, view }: Session, key: Key, entry: Entry): Promise<boolean> {
  const subject = new SearchSubject(store, entry);
  try {
    for (;;) {
      const verdict = holds(key, entry, view, subject);
      if (verdict !== undefined) return verdict;
      await subject.deepen();
    }
  } catch (error) {
    if (error instanceof MessageNotFound) return false;
    throw error;
  }
}

function narrowest(key: Key) {
  if (key.op === 'uids') return key.uids;
  if (key.op === 'and') for (const each of key.keys) if (each.op === 'uids') return each.uids;
  return undefined;
}

/** Whether a condition holds; undefined when that cannot be told from what is here of the message. */
function holds(key: Key, entry: Entry, view: MailboxView, subject: SearchSubject | null): boolean | undefined {
  switch (key.op) {
    case 'all':
      return true;
    case 'none':
      return false;
    case 'flag':
      return hasFlag(entry, key.flag) === key.set;
    case 'recent':
      return view.recent.has(entry.uid) === key.is;
    case 'uids':
      return inRanges(key.uids, entry.uid);
    case 'size':
      return (key.above === undefined || entry.size > key.above) && (key.below === undefined || entry.size < key.below);
    case 'modseq':
      return entry.modseq >= key.least;
    case 'emailid':
      return entry.messageId === key.id;
    case 'date':
      return dateHolds(key, entry, subject);
    case 'header':
      return atLevel(subject, 1)?.fields.some(({ name, text }) => name === key.name && text.includes(key.text));
    case 'body':
      return atLevel(subject, 2)?.body.includes(key.text);
    case 'text':
      if (atLevel(subject, 1)?.fields.some(({ name, text }) => `${name}: ${text}`.includes(key.text))) return true;
      return atLevel(subject, 2)?.body.includes(key.text);
    case 'not': {
      const verdict = holds(key.key, entry, view, subject);
      return verdict === undefined ? undefined : !verdict;
    }
    case 'and':
    case 'or':
      return combined(key.op === 'or', key.keys, entry, view, subject);
  }
}

/** Kleene's logic: one decisive answer is enough, whatever is not known of the others. */
function combined(
  decisive: boolean,
  keys: readonly Key[],
  entry: Entry,
  view: MailboxView,
  subject: SearchSubject | null,
): boolean | undefined {
  let open = false;
  for (const key of keys) {
    const verdict = holds(key, entry, view, subject);
    if (verdict === decisive) return decisive;
    if (verdict === undefined) open = true;
  }
  return open ? undefined : !decisive;
}

const atLevel = (subject: SearchSubject | null, level: number): SearchSubject | undefined =>
  subject && subject.level >= level ? subject : undefined;

/** System flags as they are written, keywords in any case. */
function hasFlag({ flags }: Entry, flag: string): boolean {
  if (flag.startsWith('\\')) return flags.includes(flag);
  return flags.some((each) => each.toLowerCase() === flag);
}

function dateHolds(
  { of, from, to }: Extract<Key, { op: 'date' }>,
  entry: Entry,
  subject: SearchSubject | null,
): boolean | undefined {
  if (of !== 'sent') {
    const date = of === 'saved' ? entry.savedAt : entry.internalDate;
    return date >= from && date < to;
  }
  const known = atLevel(subject, 1);
  if (!known) return undefined;
  const day = known.sentDay;
  return day !== null && day >= from && day < to;
}
