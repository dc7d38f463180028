import type { Account, Entry, Location, Mailbox, Message, MessageRow } from '../types.js';
import type { Model } from './model.js';
import { unpackDetails, unpackRow } from './packed.js';
import type { AccountRecord, EntryRecord, MailboxRecord, MessageRecord } from './records.js';
import { standing } from './standing.js';

/** A list's row; `account` narrows `seen` to that account's entries. */
export function rowOf(model: Model, message: MessageRecord, account?: AccountRecord): MessageRow {
  const { envelope, summary } = described(model, message);
  return {
    id: message.id,
    position: message.position,
    receivedAt: message.receivedAt,
    size: message.size,
    envelope,
    summary,
    tags: message.tags,
    seen: isSeen(message, account),
  };
}

export const described = (model: Model, message: MessageRecord): ReturnType<typeof unpackRow> =>
  unpackRow(model.rows.view(message.row).toString());

export const isSeen = (message: MessageRecord, account?: AccountRecord): boolean =>
  account ? standing(message, account) === 'seen' : message.seen > 0;

export const detailsOf = (model: Model, message: MessageRecord): ReturnType<typeof unpackDetails> =>
  unpackDetails(model.details.view(message.details).toString());

export function messageOf(model: Model, message: MessageRecord): Message {
  return { ...rowOf(model, message), ...detailsOf(model, message), locations: locationsOf(message) };
}

/** Where a message is, in the order in which it came there. */
export function locationsOf(message: MessageRecord): Location[] {
  const locations: Location[] = [];
  for (let entry = message.entries; entry; entry = entry.next) {
    const { mailbox, uid } = entry;
    locations.push({ account: mailbox.account.name, mailbox: mailbox.name, mailboxId: mailbox.id, uid });
  }
  return locations.reverse();
}

/** Names of the accounts a message is in, each once. */
export function accountsOf(message: MessageRecord): string[] {
  const names = new Set<string>();
  for (let entry = message.entries; entry; entry = entry.next) names.add(entry.mailbox.account.name);
  return [...names];
}

export function accountOf(account: AccountRecord): Account {
  return {
    name: account.name,
    messages: account.messages.length,
    unseen: account.unseen,
    lastArrival: account.messages.last?.receivedAt ?? null,
  };
}

export function mailboxOf(mailbox: MailboxRecord): Mailbox {
  return {
    id: mailbox.id,
    account: mailbox.account.name,
    name: mailbox.name,
    uidValidity: mailbox.uidValidity,
    uidNext: mailbox.uidNext,
    highestModseq: mailbox.highestModseq,
    exists: mailbox.entries.length,
    unseen: mailbox.unseen,
    recent: mailbox.entries.length - mailbox.entries.countTo(mailbox.recentFrom - 1),
    deleted: mailbox.deleted,
    size: mailbox.size,
    specialUse: mailbox.specialUse,
    subscribed: mailbox.account.subscriptions?.has(mailbox.name) ?? false,
  };
}

export function entryOf(entry: EntryRecord): Entry {
  const { message } = entry;
  return {
    uid: entry.uid,
    messageId: message.id,
    flags: entry.flags.list,
    internalDate: entry.internalDate ?? message.receivedAt,
    savedAt: entry.savedAt ?? message.receivedAt,
    modseq: entry.modseq,
    size: message.size,
  };
}
