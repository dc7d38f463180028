import type { Copied, UidRange } from '../types.js';
import { attach, entriesIn } from './entries.js';
import type { Changes, Model } from './model.js';
import type { EntryRecord, MailboxRecord, MessageRecord } from './records.js';
import { removeEntries, tellUpdated } from './remove.js';
import { follow, standing } from './standing.js';
import { entryOf } from './views.js';

function copyAll(
  model: Model,
  out: Changes,
  entries: readonly EntryRecord[],
  target: MailboxRecord,
  at: number,
): Copied {
  const copies: EntryRecord[] = [];
  const turned: MessageRecord[] = [];
  for (const entry of entries) {
    const { message, flags } = entry;
    const was = standing(message, target.account);
    const wasSeen = message.seen > 0;
    const internalDate = entry.internalDate ?? message.receivedAt;
    copies.push(attach(model, message, target, flags, { internalDate, savedAt: at }));
    if (wasSeen !== message.seen > 0) turned.push(message);
    follow(model, message, target.account, was, standing(message, target.account));
  }
  if (copies.length > 0)
    out.add({
      type: 'entries',
      position: out.next(),
      account: target.account.name,
      mailboxId: target.id,
      entries: copies.map(entryOf),
    });
  tellUpdated(out, turned);
  const pairs = entries.map((entry, i) => ({ from: entry.uid, to: (copies[i] as EntryRecord).uid }));
  return { uidValidity: target.uidValidity, pairs };
}

/** Copies entries by UID, in UID order, flags and internal date kept (RFC 9051 §6.4.7). */
export function copyEntries(
  model: Model,
  out: Changes,
  source: MailboxRecord,
  uids: readonly UidRange[],
  target: MailboxRecord,
  at: number,
): Copied {
  return copyAll(model, out, [...entriesIn(source, uids)], target, at);
}

/** Copies and removes at one moment (RFC 6851): no message is gone in between, nor seen twice. */
export function moveEntries(
  model: Model,
  out: Changes,
  source: MailboxRecord,
  uids: readonly UidRange[],
  target: MailboxRecord,
  at: number,
): Copied {
  const entries = [...entriesIn(source, uids)];
  const copied = copyAll(model, out, entries, target, at);
  removeEntries(model, out, source, entries, 'expunge');
  return copied;
}
