import type { FlagSet } from '../flags.js';
import { KEYWORDS_TOLD } from '../limits.js';
import type { Survey } from '../types.js';
import type { Model } from './model.js';
import type { MailboxRecord } from './records.js';
import { mailboxOf } from './views.js';

/** One walk through a mailbox: a hundred thousand entries take some milliseconds. */
export function surveyOf(model: Model, mailbox: MailboxRecord): Survey {
  const uids: { first: number; last: number }[] = [];
  // Equal flag sets are one object, so a mailbox has few of them.
  const sets = new Set<FlagSet>();
  let range: { first: number; last: number } | undefined;
  let firstUnseen: number | null = null;
  let flags: FlagSet | undefined;
  for (const entry of mailbox.entries.ascend()) {
    const { uid } = entry;
    if (range && uid === range.last + 1) range.last = uid;
    else {
      range = { first: uid, last: uid };
      uids.push(range);
    }
    if (entry.flags === flags) continue;
    flags = entry.flags;
    sets.add(flags);
    if (firstUnseen === null && !flags.seen) firstUnseen = uid;
  }
  const { position } = model;
  return {
    mailbox: mailboxOf(mailbox),
    position,
    uids,
    firstUnseen,
    recentFrom: mailbox.recentFrom,
    keywords: keywordsOf(sets),
  };
}

function keywordsOf(sets: ReadonlySet<FlagSet>): string[] {
  const keywords = new Set<string>();
  for (const { list } of sets) for (const flag of list) if (!flag.startsWith('\\')) keywords.add(flag);
  return [...keywords].sort().slice(0, KEYWORDS_TOLD);
}
