import { EXPUNGES_PER_MAILBOX } from '../limits.js';
import type { UidRange } from '../types.js';
import { normalizeRanges, rangesOf } from '../uids.js';
import type { MailboxRecord } from './records.js';

/** Remembers that ascending UIDs were expunged at a modseq. */
export function noteExpunged(mailbox: MailboxRecord, uids: readonly number[], modseq: number): void {
  mailbox.expunges ??= [];
  const log = mailbox.expunges;
  for (const { first, last } of rangesOf(uids)) log.push(modseq, first, last);
  const excess = log.length - 3 * EXPUNGES_PER_MAILBOX;
  if (excess <= 0) return;
  mailbox.expungesFrom = log[excess - 3] as number;
  log.splice(0, excess);
}

/**
 * UIDs expunged after a modseq. When that is longer ago than the mailbox remembers, all UIDs that are not there, which
 * RFC 7162 §3.2.10.2 allows.
 */
export function vanishedSince(mailbox: MailboxRecord, modseq: number): UidRange[] {
  if (modseq < mailbox.expungesFrom) return missing(mailbox);
  const log = mailbox.expunges ?? [];
  const ranges: UidRange[] = [];
  for (let at = log.length - 3; at >= 0 && (log[at] as number) > modseq; at -= 3)
    ranges.push({ first: log[at + 1] as number, last: log[at + 2] as number });
  return normalizeRanges(ranges);
}

function missing(mailbox: MailboxRecord): UidRange[] {
  const ranges: UidRange[] = [];
  let next = 1;
  for (const { uid } of mailbox.entries.ascend()) {
    if (uid > next) ranges.push({ first: next, last: uid - 1 });
    next = uid + 1;
  }
  if (next < mailbox.uidNext) ranges.push({ first: next, last: mailbox.uidNext - 1 });
  return ranges;
}
