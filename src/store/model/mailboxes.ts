import { AccountLimit, InvalidMailboxName, MailboxExists, MailboxInUse } from '../errors.js';
import { MAILBOXES_PER_ACCOUNT } from '../limits.js';
import { INBOX, mailboxName, parentNames, SEPARATOR } from '../mailbox-name.js';
import type { StoreEvent } from '../types.js';
import { forgetAnnotations } from './annotations.js';
import { moveEntries } from './copy.js';
import { ALL_UIDS, entriesIn } from './entries.js';
import type { Changes, Model } from './model.js';
import { type AccountRecord, MailboxRecord } from './records.js';
import { removeEntries } from './remove.js';
import { noteEmpty } from './standing.js';

type MailboxChange = Exclude<Extract<StoreEvent, { type: 'mailbox' }>['change'], 'metadata'>;

function tell(out: Changes, mailbox: MailboxRecord, change: MailboxChange): void {
  const { id: mailboxId, name } = mailbox;
  out.add({ type: 'mailbox', position: out.next(), account: mailbox.account.name, mailboxId, name, change });
}

/** Makes one mailbox, unchecked. `at` seeds UIDVALIDITY, which ascends with every mailbox of the store (RFC 9051 §2.3.1.1). */
export function makeMailbox(
  model: Model,
  out: Changes,
  account: AccountRecord,
  name: string,
  specialUse: string | null,
  at: number,
): MailboxRecord {
  const uidValidity = Math.max(model.lastUidValidity + 1, Math.floor(at / 1000));
  model.lastUidValidity = uidValidity;
  const mailbox = new MailboxRecord(`m${uidValidity.toString(36)}`, account, name, uidValidity, specialUse);
  model.mailboxes.set(mailbox.id, mailbox);
  if (name !== INBOX) {
    account.others ??= new Map();
    account.others.set(name, mailbox);
    model.empty.delete(account);
  }
  tell(out, mailbox, 'created');
  return mailbox;
}

/** Names of mailboxes that `name` needs and that are not there, outermost first, itself last. @throws AccountLimit */
function needed(account: AccountRecord, name: string): string[] {
  const names = [...parentNames(name), name].filter((each) => !account.mailbox(each));
  if (names.length > 0 && (account.others?.size ?? 0) + 1 + names.length > MAILBOXES_PER_ACCOUNT)
    throw new AccountLimit('mailboxes', MAILBOXES_PER_ACCOUNT);
  return names;
}

/** @throws AccountLimit when the mailbox is not there and there is no room for it */
export function checkRoom(account: AccountRecord | undefined, name: string): void {
  if (account) needed(account, name);
}

/** The mailbox of a normalised name, made with the levels above it unless it is there. @throws AccountLimit */
export function ensureMailbox(
  model: Model,
  out: Changes,
  account: AccountRecord,
  name: string,
  at: number,
  specialUse: string | null = null,
): MailboxRecord {
  const known = account.mailbox(name);
  if (known) return known;
  const names = needed(account, name);
  const made = names.map((each) => makeMailbox(model, out, account, each, each === name ? specialUse : null, at));
  return made.at(-1) as MailboxRecord;
}

/** @throws AccountNotFound, MailboxExists, InvalidMailboxName, AccountLimit */
export function createMailbox(
  model: Model,
  out: Changes,
  accountName: string,
  name: string,
  at: number,
  specialUse: string | null,
): MailboxRecord {
  const account = model.account(accountName);
  const normal = mailboxName(name);
  if (account.mailbox(normal)) throw new MailboxExists(name);
  return ensureMailbox(model, out, account, normal, at, specialUse);
}

/** @throws AccountNotFound, MailboxNotFound, MailboxExists, InvalidMailboxName, AccountLimit */
export function renameMailbox(
  model: Model,
  out: Changes,
  accountName: string,
  from: string,
  to: string,
  at: number,
): MailboxRecord {
  const mailbox = model.mailbox(accountName, from);
  const { account, name } = mailbox;
  const target = mailboxName(to);
  if (account.mailbox(target)) throw new MailboxExists(to);
  if (name === INBOX) {
    // RFC 9051 §6.3.6: the messages move, INBOX stays and so do the mailboxes below it.
    const made = ensureMailbox(model, out, account, target, at);
    moveEntries(model, out, mailbox, ALL_UIDS, made, at);
    return made;
  }
  const below = `${name}${SEPARATOR}`;
  if (target.startsWith(below)) throw new InvalidMailboxName(to, 'a mailbox cannot go below itself');
  const moved = [...(account.others?.values() ?? [])].filter((each) => each === mailbox || each.name.startsWith(below));
  const renamed = new Map(moved.map((each) => [each, mailboxName(target + each.name.slice(name.length))]));
  for (const newName of renamed.values()) if (account.mailbox(newName)) throw new MailboxExists(newName);
  for (const parent of parentNames(target).slice(-1)) ensureMailbox(model, out, account, parent, at);
  for (const each of moved) account.others?.delete(each.name);
  for (const [each, newName] of renamed) {
    each.name = newName;
    account.others?.set(newName, each);
    tell(out, each, 'renamed');
  }
  return mailbox;
}

/**
 * Gives a mailbox in which nothing has ever been the UIDVALIDITY that it had elsewhere, and moves UIDNEXT on.
 * @throws MailboxNotFound, MailboxInUse when it has given UIDs out under another UIDVALIDITY
 */
export function renumber(model: Model, id: string, uidValidity: number, uidNext: number): void {
  const mailbox = model.mailboxById(id);
  if (uidValidity !== mailbox.uidValidity) {
    if (mailbox.uidNext > 1) throw new MailboxInUse(mailbox.name);
    mailbox.uidValidity = uidValidity;
    model.lastUidValidity = Math.max(model.lastUidValidity, uidValidity);
  }
  mailbox.uidNext = Math.max(mailbox.uidNext, uidNext);
}

/** @throws AccountNotFound, MailboxNotFound, InvalidMailboxName for INBOX */
export function deleteMailbox(model: Model, out: Changes, accountName: string, name: string): void {
  const mailbox = model.mailbox(accountName, name);
  if (mailbox.name === INBOX) throw new InvalidMailboxName(name, 'INBOX cannot be deleted');
  removeEntries(model, out, mailbox, [...entriesIn(mailbox, ALL_UIDS)], 'expunge');
  model.mailboxes.delete(mailbox.id);
  forgetAnnotations(model, mailbox);
  mailbox.account.others?.delete(mailbox.name);
  noteEmpty(model, mailbox.account);
  tell(out, mailbox, 'deleted');
}
