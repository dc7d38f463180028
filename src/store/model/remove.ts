import { FRESH_DESCRIPTION, MESSAGE_OVERHEAD } from '../limits.js';
import type { StoreEvent } from '../types.js';
import { leaveMailbox, unchain } from './entries.js';
import type { Changes, Model } from './model.js';
import type { EntryRecord, MailboxRecord, MessageRecord } from './records.js';
import { countFlags, follow, leave, standing } from './standing.js';
import { Touched } from './touched.js';
import { noteExpunged } from './vanished.js';

type Reason = Extract<StoreEvent, { type: 'deleted' }>['reason'];

/** What a message costs beside its entries (see `limits.ts`). */
export const ownCost = (message: MessageRecord): number => message.size + descriptionCost(message) + MESSAGE_OVERHEAD;

const descriptionCost = (message: MessageRecord): number =>
  message.fresh ? FRESH_DESCRIPTION : message.row.length + message.details.length;

/** Removes messages everywhere: one `expunged` event for each mailbox, one `deleted` event. Dead records are passed over. */
export function removeMessages(model: Model, out: Changes, messages: readonly MessageRecord[], reason: Reason): number {
  const touched = new Touched();
  const accounts: string[] = [];
  const gone: MessageRecord[] = [];
  for (const message of messages) {
    if (!message.alive) continue;
    gone.push(message);
    for (let entry = message.entries; entry; entry = entry.next) {
      const { account } = entry.mailbox;
      // Two mailboxes may be of one account: the first takes the message out of it.
      if (leave(model, message, account)) accounts.push(account.name);
    }
    for (let entry = message.entries; entry; entry = entry.next) {
      leaveMailbox(model, entry);
      countFlags(model, entry, -1);
      touched.note(entry);
    }
    message.entries = null;
    forget(model, out, message);
  }
  for (const mailbox of touched.mailboxes) {
    const entries = mailbox.touched as EntryRecord[];
    tellExpunged(out, mailbox, entries.length > 1 ? entries.sort((a, b) => a.uid - b.uid) : entries);
  }
  touched.end();
  tellDeleted(out, gone, gone.length > 1 ? [...new Set(accounts)] : accounts, reason);
  return gone.length;
}

/** Removes ascending entries of one mailbox, and the messages whose last entry was among them. */
export function removeEntries(
  model: Model,
  out: Changes,
  mailbox: MailboxRecord,
  entries: readonly EntryRecord[],
  reason: Reason,
): void {
  if (entries.length === 0) return;
  const { account } = mailbox;
  const gone: MessageRecord[] = [];
  const turned: MessageRecord[] = [];
  for (const entry of entries) {
    const { message } = entry;
    const was = standing(message, account);
    leaveMailbox(model, entry);
    if (countFlags(model, entry, -1)) turned.push(message);
    unchain(entry);
    follow(model, message, account, was, standing(message, account));
    if (message.entries) continue;
    forget(model, out, message);
    gone.push(message);
  }
  tellExpunged(out, mailbox, entries);
  tellUpdated(
    out,
    turned.filter((message) => message.alive),
  );
  tellDeleted(out, gone, [account.name], reason);
}

function forget(model: Model, out: Changes, message: MessageRecord): void {
  message.alive = false;
  model.messages.delete(message.id);
  model.arrivals.remove(message.position);
  model.index.forget(message);
  model.bytes -= message.size;
  model.cost -= ownCost(message);
  model.unseen--;
  model.deleted++;
  if (message.fresh) {
    model.fresh.delete(message);
    message.forget();
  } else {
    model.rows.free(message.row);
    model.details.free(message.details);
  }
  out.removed.push(message);
}

/** @param entries ascending */
function tellExpunged(out: Changes, mailbox: MailboxRecord, entries: readonly EntryRecord[]): void {
  const uids = entries.map((entry) => entry.uid);
  const modseq = ++mailbox.highestModseq;
  noteExpunged(mailbox, uids, modseq);
  out.add({
    type: 'expunged',
    position: out.next(),
    account: mailbox.account.name,
    mailboxId: mailbox.id,
    uids,
    messageIds: entries.map((entry) => entry.message.id),
    modseq,
  });
}

function tellDeleted(
  out: Changes,
  messages: readonly MessageRecord[],
  accounts: readonly string[],
  reason: Reason,
): void {
  if (messages.length === 0) return;
  const ids = messages.map((message) => message.id);
  out.add({ type: 'deleted', position: out.next(), ids, accounts, reason });
}

/** Tells how `seen` and tags of messages are now. */
export function tellUpdated(out: Changes, messages: readonly MessageRecord[]): void {
  if (messages.length === 0) return;
  const rows = messages.map(({ id, seen, tags }) => ({ id, seen: seen > 0, tags }));
  out.add({ type: 'updated', position: out.next(), messages: rows });
}
