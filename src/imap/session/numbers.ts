import type { UidRange } from '../../store/types.js';
import {
  BadSequenceSet,
  parseSequenceSet,
  resolveSequence,
  resolveUids,
  SAVED,
  type SequenceSet,
  toRanges,
} from '../text/sequence-set.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';
import type { Session } from './session.js';

const SET = /[\d*:,]+|\$/y;

/** Reads a sequence set (RFC 9051 §9). */
export function readSet(args: Args): SequenceSet {
  const text = args.match(SET)?.[0] ?? args.fail('a sequence set');
  return badWords(() => parseSequenceSet(text));
}

/**
 * The UIDs that a set means for this client: those of its own view, so nothing that it was not told of yet. Ascending.
 * @param options.lenient a sequence number that is not there means no message, as in a condition of SEARCH
 * @throws BadCommand for one otherwise
 */
export function uidsOf(session: Session, set: SequenceSet, uid: boolean, options?: { lenient: boolean }): UidRange[] {
  const { view } = session;
  if (set === SAVED) return toRanges(session.saved);
  if (uid) return resolveUids(set, view.lastUid);
  return view.uidsOf(badWords(() => resolveSequence(set, view.count, options)));
}

function badWords<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadSequenceSet) throw new BadCommand(error.message);
    throw error;
  }
}

/**
 * Of the messages in ascending UID ranges, those from place `first` to place `last` (1 is the first of them; below 0
 * counted from the last), as RFC 9394 has it.
 */
export function placesOf(
  { view }: Session,
  uids: readonly UidRange[],
  { first, last }: { readonly first: number; readonly last: number },
): UidRange[] {
  // As sequence numbers, which have no gaps.
  const numbers = uids
    .map((range) => ({ first: view.countTo(range.first - 1) + 1, last: view.countTo(range.last) }))
    .filter((range) => range.first <= range.last);
  const count = numbers.reduce((sum, range) => sum + range.last - range.first + 1, 0);
  const from = first > 0 ? first : count + 1 + last;
  const to = first > 0 ? last : count + 1 + first;
  const wanted: UidRange[] = [];
  let before = 0;
  for (const range of numbers) {
    const start = Math.max(range.first, range.first + from - before - 1);
    const end = Math.min(range.last, range.first + to - before - 1);
    if (start <= end) wanted.push({ first: start, last: end });
    before += range.last - range.first + 1;
  }
  return view.uidsOf(wanted);
}
