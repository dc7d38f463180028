import type { FlagSet } from '../flags.js';
import { ENTRY_OVERHEAD } from '../limits.js';
import type { UidRange } from '../types.js';
import { normalizeRanges } from '../uids.js';
import type { Model } from './model.js';
import { EntryRecord, type MailboxRecord, type MessageRecord } from './records.js';
import { countFlags } from './standing.js';

/** Puts a message into a mailbox under the next UID. The caller lets the account follow and tells the event. */
export function attach(
  model: Model,
  message: MessageRecord,
  mailbox: MailboxRecord,
  flags: FlagSet,
  dates: { internalDate: number; savedAt: number },
): EntryRecord {
  const { receivedAt } = message;
  const entry = new EntryRecord(
    mailbox,
    message,
    mailbox.uidNext++,
    ++mailbox.highestModseq,
    flags,
    dates.internalDate === receivedAt ? null : dates.internalDate,
    dates.savedAt === receivedAt ? null : dates.savedAt,
    message.entries,
  );
  message.entries = entry;
  mailbox.entries.insert(entry);
  mailbox.size += message.size;
  model.cost += ENTRY_OVERHEAD;
  countFlags(model, entry, 1);
  return entry;
}

/** Takes an entry out of its mailbox, but not yet out of its message's chain. */
export function leaveMailbox(model: Model, entry: EntryRecord): void {
  const { mailbox } = entry;
  mailbox.entries.remove(entry.uid);
  mailbox.size -= entry.message.size;
  model.cost -= ENTRY_OVERHEAD;
}

/** Takes an entry out of its message's chain. */
export function unchain(entry: EntryRecord): void {
  const { message } = entry;
  if (message.entries === entry) {
    message.entries = entry.next;
    return;
  }
  let before = message.entries;
  while (before && before.next !== entry) before = before.next;
  if (before) before.next = entry.next;
}

/** The entries whose UIDs are in the ranges, ascending. Do not add or remove entries meanwhile. */
export function* entriesIn(
  mailbox: MailboxRecord,
  ranges: readonly UidRange[],
  from = 0,
): Generator<EntryRecord, void> {
  for (const { first, last } of normalizeRanges(ranges)) {
    if (last < from) continue;
    for (const entry of mailbox.entries.ascend(Math.max(first, from))) {
      if (entry.uid > last) break;
      yield entry;
    }
  }
}

/** All UIDs. */
export const ALL_UIDS: readonly UidRange[] = [{ first: 0, last: Number.POSITIVE_INFINITY }];

/** Divides ranges so that each piece covers at most `size` entries, for bulk changes in slices. */
export function divide(mailbox: MailboxRecord, ranges: readonly UidRange[], size: number): UidRange[][] {
  if (mailbox.entries.length <= size) return [[...ranges]];
  const pieces: UidRange[][] = [];
  let piece: { first: number; last: number }[] = [];
  let room = size;
  for (const { first, last } of normalizeRanges(ranges)) {
    let start = first;
    for (const { uid } of mailbox.entries.ascend(first)) {
      if (uid > last) break;
      if (--room > 0) continue;
      piece.push({ first: start, last: uid });
      pieces.push(piece);
      piece = [];
      room = size;
      start = uid + 1;
    }
    if (start <= last) piece.push({ first: start, last });
  }
  if (piece.length > 0) pieces.push(piece);
  return pieces;
}
