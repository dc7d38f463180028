import type { Model } from './model.js';
import type { AccountRecord, EntryRecord, MessageRecord } from './records.js';

/** How a message stands in an account: not there, or there with or without \Seen on any of the account's entries. */
export type Standing = 'absent' | 'unseen' | 'seen';

export function standing(message: MessageRecord, account: AccountRecord): Standing {
  let found: Standing = 'absent';
  for (let entry = message.entries; entry; entry = entry.next) {
    if (entry.mailbox.account !== account) continue;
    if (entry.flags.seen) return 'seen';
    found = 'unseen';
  }
  return found;
}

/** `standing` in an account that has the message. */
export const standingIn = (message: MessageRecord, account: AccountRecord): Standing =>
  message.seen === 0 ? 'unseen' : standing(message, account);

/** How a message stands in each account it is in, in one walk. */
export function standings(message: MessageRecord): Map<AccountRecord, Standing> {
  const all = new Map<AccountRecord, Standing>();
  for (let entry = message.entries; entry; entry = entry.next) {
    const { account } = entry.mailbox;
    if (entry.flags.seen) all.set(account, 'seen');
    else if (!all.has(account)) all.set(account, 'unseen');
  }
  return all;
}

/** Makes the account's counts and its list of messages follow a change of standing. */
export function follow(
  model: Model,
  message: MessageRecord,
  account: AccountRecord,
  was: Standing,
  is: Standing,
): void {
  if (was === is) return;
  if (was === 'unseen') account.unseen--;
  if (is === 'unseen') account.unseen++;
  if (was === 'absent') {
    account.messages.insert(message);
    model.empty.delete(account);
  } else if (is === 'absent') {
    account.messages.remove(message.position);
    noteEmpty(model, account);
  }
}

/** Takes a message out of an account, if it is there: says whether it was. */
export function leave(model: Model, message: MessageRecord, account: AccountRecord): boolean {
  if (!account.messages.remove(message.position)) return false;
  if (standingIn(message, account) === 'unseen') account.unseen--;
  noteEmpty(model, account);
  return true;
}

/** Lists an account among those that may go, as the latest of them, if it may. */
export function noteEmpty(model: Model, account: AccountRecord): void {
  if (model.empty.size > 0) model.empty.delete(account);
  if (account.messages.length > 0) return;
  const { others, subscriptions, annotationBytes } = account;
  if ((others?.size ?? 0) > 0 || (subscriptions?.size ?? 0) > 0 || annotationBytes > 0) return;
  model.empty.add(account);
}

/** Counts an entry's flags in (`by` 1) or out (-1) of its mailbox and its message. Says whether the message's `seen` turned. */
export function countFlags(model: Model, entry: EntryRecord, by: 1 | -1): boolean {
  const { mailbox, message, flags } = entry;
  if (flags.deleted) mailbox.deleted += by;
  if (!flags.seen) {
    mailbox.unseen += by;
    return false;
  }
  const before = message.seen > 0;
  message.seen += by;
  const after = message.seen > 0;
  if (before === after) return false;
  model.unseen += after ? -1 : 1;
  return true;
}
