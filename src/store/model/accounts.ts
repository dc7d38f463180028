import { AccountLimit, InvalidAccountName } from '../errors.js';
import { ACCOUNT_NAME_LENGTH, EMPTY_ACCOUNTS, SUBSCRIPTIONS_PER_ACCOUNT } from '../limits.js';
import { INBOX, mailboxName } from '../mailbox-name.js';
import { ALL_UIDS, entriesIn } from './entries.js';
import { makeMailbox } from './mailboxes.js';
import type { Changes, Model } from './model.js';
import { AccountRecord } from './records.js';
import { removeEntries } from './remove.js';
import { noteEmpty } from './standing.js';

/** @throws InvalidAccountName */
export function checkAccountName(name: string): void {
  if (name === '') throw new InvalidAccountName(name, 'it is empty');
  if (name.length > ACCOUNT_NAME_LENGTH)
    throw new InvalidAccountName(name, `it is longer than ${ACCOUNT_NAME_LENGTH} characters`);
  if (/\p{Cc}/u.test(name)) throw new InvalidAccountName(name, 'it contains a control character');
}

/** The account, made with its INBOX unless it is there. @throws InvalidAccountName */
export function ensureAccount(model: Model, out: Changes, name: string, at: number): AccountRecord {
  const known = model.accounts.get(name);
  if (known) {
    if (model.empty.has(known)) noteEmpty(model, known);
    return known;
  }
  checkAccountName(name);
  const account = new AccountRecord(name);
  model.accounts.set(name, account);
  model.accountNames.insert(account);
  out.add({ type: 'account', position: out.next(), account: name, change: 'created' });
  account.inbox = makeMailbox(model, out, account, INBOX, null, at);
  noteEmpty(model, account);
  return account;
}

/** Takes the account with its mailboxes; messages that are nowhere else go too. @throws AccountNotFound */
export function deleteAccount(model: Model, out: Changes, name: string): void {
  const account = model.account(name);
  for (const mailbox of account.mailboxes()) {
    removeEntries(model, out, mailbox, [...entriesIn(mailbox, ALL_UIDS)], 'request');
    model.mailboxes.delete(mailbox.id);
    const { id: mailboxId, name: mailboxName } = mailbox;
    out.add({ type: 'mailbox', position: out.next(), account: name, mailboxId, name: mailboxName, change: 'deleted' });
  }
  model.annotationBytes -= account.annotationBytes;
  model.accounts.delete(name);
  model.accountNames.remove(name);
  model.empty.delete(account);
  out.add({ type: 'account', position: out.next(), account: name, change: 'deleted' });
}

/** Drops the accounts that have been empty longest when there are too many (see `limits.ts`). */
export function trimEmptyAccounts(model: Model, out: Changes, limit = EMPTY_ACCOUNTS): void {
  for (const account of model.empty) {
    if (model.empty.size <= limit) return;
    deleteAccount(model, out, account.name);
  }
}

/** @throws AccountNotFound, InvalidMailboxName, AccountLimit */
export function setSubscribed(
  model: Model,
  out: Changes,
  accountName: string,
  name: string,
  subscribed: boolean,
): void {
  const account = model.account(accountName);
  const normal = mailboxName(name);
  account.subscriptions ??= new Set();
  if (account.subscriptions.has(normal) === subscribed) return;
  if (subscribed && account.subscriptions.size >= SUBSCRIPTIONS_PER_ACCOUNT)
    throw new AccountLimit('subscriptions', SUBSCRIPTIONS_PER_ACCOUNT);
  if (subscribed) account.subscriptions.add(normal);
  else account.subscriptions.delete(normal);
  noteEmpty(model, account);
  const mailbox = account.mailbox(normal);
  if (!mailbox) return;
  const mailboxId = mailbox.id;
  out.add({
    type: 'mailbox',
    position: out.next(),
    account: accountName,
    mailboxId,
    name: normal,
    change: 'subscription',
  });
}
