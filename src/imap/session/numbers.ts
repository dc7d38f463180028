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
 * @throws BadCommand for a sequence number that is not there
 */
export function uidsOf(session: Session, set: SequenceSet, uid: boolean): UidRange[] {
  const { view } = session;
  if (set === SAVED) return toRanges(session.saved);
  if (uid) return resolveUids(set, view.lastUid);
  return view.uidsOf(badWords(() => resolveSequence(set, view.count)));
}

function badWords<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadSequenceSet) throw new BadCommand(error.message);
    throw error;
  }
}
