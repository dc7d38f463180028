import { EntryNotFound } from '../errors.js';
import type { EntryName } from '../types.js';
import type { Arriving, Checked } from './arrival.js';
import type { Model } from './model.js';
import type { EntryRecord, MailboxRecord, MessageRecord } from './records.js';

/** What nearly every arrival replaces. */
const NO_ENTRIES: ReadonlyMap<MailboxRecord, EntryRecord[]> = new Map();
const NO_MESSAGES: ReadonlySet<MessageRecord> = new Set();

/** The entry that a message replaces. @throws MailboxNotFound, EntryNotFound */
export function replacedEntry(model: Model, { mailboxId, uid }: EntryName): EntryRecord {
  const entry = model.mailboxById(mailboxId).entries.get(uid);
  if (!entry) throw new EntryNotFound(uid);
  return entry;
}

/** The entries that messages replace, ascending, by mailbox. @throws MailboxNotFound, EntryNotFound, also for one that is replaced twice */
export function replacedEntries(
  model: Model,
  arriving: readonly Arriving[],
): ReadonlyMap<MailboxRecord, EntryRecord[]> {
  if (!arriving.some(({ arrival }) => arrival.replaces)) return NO_ENTRIES;
  const replaced = new Map<MailboxRecord, EntryRecord[]>();
  for (const { arrival } of arriving) {
    if (!arrival.replaces) continue;
    const entry = replacedEntry(model, arrival.replaces);
    const group = replaced.get(entry.mailbox);
    if (!group) replaced.set(entry.mailbox, [entry]);
    else if (group.includes(entry)) throw new EntryNotFound(entry.uid);
    else group.push(entry);
  }
  for (const group of replaced.values()) group.sort((a, b) => a.uid - b.uid);
  return replaced;
}

/** Messages that will be gone when arrivals have replaced what they replace. */
export function leavingFor(model: Model, arrivals: readonly Checked[]): ReadonlySet<MessageRecord> {
  if (!arrivals.some(({ replaces }) => replaces)) return NO_MESSAGES;
  const replaced = new Set<EntryRecord>();
  for (const { replaces } of arrivals) {
    const entry = replaces && model.mailboxes.get(replaces.mailboxId)?.entries.get(replaces.uid);
    if (entry) replaced.add(entry);
  }
  const leaving = new Set<MessageRecord>();
  for (const { message } of replaced) if (allIn(message, replaced)) leaving.add(message);
  return leaving;
}

function allIn(message: MessageRecord, entries: ReadonlySet<EntryRecord>): boolean {
  for (let entry = message.entries; entry; entry = entry.next) if (!entries.has(entry)) return false;
  return true;
}

/** Arrivals for which messages are evicted: what is gone by that need not be replaced. */
export function afterEviction<A extends Arriving>(
  model: Model,
  arriving: readonly A[],
  evicted: (message: MessageRecord) => boolean,
): readonly A[] {
  if (!arriving.some(({ arrival }) => arrival.replaces)) return arriving;
  return arriving.map((each) => {
    const { replaces } = each.arrival;
    const message = replaces && model.mailboxes.get(replaces.mailboxId)?.entries.get(replaces.uid)?.message;
    return message && evicted(message) ? { ...each, arrival: { ...each.arrival, replaces: null } } : each;
  });
}
