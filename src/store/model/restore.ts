import { ENTRY_OVERHEAD } from '../limits.js';
import { INBOX } from '../mailbox-name.js';
import { ensureAccount } from './accounts.js';
import { annotationRows, restoreAnnotations } from './annotations.js';
import { Changes, type Model } from './model.js';
import { AccountRecord, EntryRecord, MailboxRecord, MessageRecord } from './records.js';
import { ownCost } from './remove.js';
import { countFlags, follow, noteEmpty, standings } from './standing.js';

/** A mailbox without its entries. */
export type MailboxState = [
  id: string,
  name: string,
  uidValidity: number,
  uidNext: number,
  highestModseq: number,
  recentFrom: number,
  specialUse: string | null,
  expungesFrom: number,
  expunges: readonly number[],
  /** Only where there are some. */
  annotations?: AnnotationRows,
];

type AnnotationRows = readonly (readonly [name: string, value: string])[];

export interface AccountState {
  readonly name: string;
  readonly subscriptions: readonly string[];
  /** Only where there are some. */
  readonly annotations?: AnnotationRows;
  /** INBOX first. */
  readonly mailboxes: readonly MailboxState[];
}

export type EntryState = [
  mailboxId: string,
  uid: number,
  modseq: number,
  flags: readonly string[],
  internalDate: number | null,
  savedAt: number | null,
];

/** A message without its descriptions. */
export interface MessageState {
  readonly id: string;
  readonly position: number;
  readonly receivedAt: number;
  readonly size: number;
  readonly tags: readonly string[];
  /** In the order in which it came there. */
  readonly entries: readonly EntryState[];
}

/** Where messages go whose mailboxes have been forgotten. */
export const LOST_AND_FOUND = 'lost-and-found';

/** All accounts by name, but those that may go last: their order says which of them is the longest empty. */
export function* accountsInOrder(model: Model): Generator<AccountRecord, void> {
  for (const account of model.accountNames.ascend()) if (!model.empty.has(account)) yield account;
  yield* model.empty;
}

export function accountState(account: AccountRecord): AccountState {
  const mailboxes = [...account.mailboxes()].map((m): MailboxState => {
    const { id, name, uidValidity, uidNext, highestModseq, recentFrom, specialUse, expungesFrom, expunges } = m;
    const row: MailboxState = [
      id, name, uidValidity, uidNext, highestModseq, recentFrom, specialUse, expungesFrom, expunges ?? [],
    ]; // biome-ignore format: a row of a table
    if (m.annotations) row.push(annotationRows(m.annotations));
    return row;
  });
  const { name, subscriptions, annotations } = account;
  return {
    name,
    subscriptions: [...(subscriptions ?? [])],
    annotations: annotations ? annotationRows(annotations) : undefined,
    mailboxes,
  };
}

export function messageState(message: MessageRecord): MessageState {
  const entries: EntryState[] = [];
  for (let e = message.entries; e; e = e.next)
    entries.push([e.mailbox.id, e.uid, e.modseq, e.flags.list, e.internalDate, e.savedAt]);
  const { id, position, receivedAt, size, tags } = message;
  return { id, position, receivedAt, size, tags, entries: entries.reverse() };
}

/** Makes an account as it was; all accounts first, then all messages in order of arrival. */
export function restoreAccount(model: Model, state: AccountState): void {
  const account = new AccountRecord(state.name);
  model.accounts.set(account.name, account);
  model.accountNames.insert(account);
  for (const row of state.mailboxes) {
    const [id, name, uidValidity, uidNext, highestModseq, recentFrom, specialUse, expungesFrom, expunges, notes] = row;
    const mailbox = new MailboxRecord(id, account, name, uidValidity, specialUse);
    mailbox.uidNext = uidNext;
    mailbox.highestModseq = highestModseq;
    mailbox.recentFrom = recentFrom;
    mailbox.expungesFrom = expungesFrom;
    mailbox.expunges = expunges.length > 0 ? [...expunges] : null;
    restoreAnnotations(model, account, mailbox, notes);
    model.mailboxes.set(id, mailbox);
    model.lastUidValidity = Math.max(model.lastUidValidity, uidValidity);
    if (name === INBOX) {
      account.inbox = mailbox;
    } else {
      account.others ??= new Map();
      account.others.set(name, mailbox);
    }
  }
  if (state.subscriptions.length > 0) account.subscriptions = new Set(state.subscriptions);
  restoreAnnotations(model, account, account, state.annotations);
  noteEmpty(model, account);
}

/**
 * Makes a message as it was. One whose mailboxes are all unknown goes to `LOST_AND_FOUND`; says whether it did.
 * @param bytes what the driver needs to find its bytes
 */
export function restoreMessage(
  model: Model,
  state: MessageState,
  packed: { row: Buffer; details: Buffer },
  bytes: unknown,
): boolean {
  const message = new MessageRecord(state.id, state.position, state.receivedAt, state.size, {
    tags: Object.freeze([...state.tags]),
    row: model.rows.put(packed.row.length, (target) => packed.row.copy(target)),
    details: model.details.put(packed.details.length, (target) => packed.details.copy(target)),
    bytes,
  });
  const known = state.entries.filter(([mailboxId]) => model.mailboxes.has(mailboxId));
  const lost = known.length === 0;
  if (lost) {
    const { inbox } = ensureAccount(model, new Changes(model, true), LOST_AND_FOUND, state.receivedAt);
    known.push([inbox.id, inbox.uidNext++, ++inbox.highestModseq, [], null, null]);
  }
  model.messages.set(message.id, message);
  model.arrivals.insert(message);
  model.index.note(message);
  model.position = Math.max(model.position, message.position);
  model.bytes += message.size;
  model.cost += ownCost(message);
  model.unseen++;
  model.appended++;
  for (const [mailboxId, uid, modseq, flags, internalDate, savedAt] of known) {
    const mailbox = model.mailboxes.get(mailboxId) as MailboxRecord;
    const set = model.flags.of(flags);
    const entry = new EntryRecord(mailbox, message, uid, modseq, set, internalDate, savedAt, message.entries);
    message.entries = entry;
    mailbox.entries.insert(entry);
    mailbox.size += message.size;
    model.cost += ENTRY_OVERHEAD;
    countFlags(model, entry, 1);
  }
  for (const [account, is] of standings(message)) follow(model, message, account, 'absent', is);
  return lost;
}
