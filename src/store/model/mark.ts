import type { FlagSet } from '../flags.js';
import type { FlagChange, MessageChange, UidRange } from '../types.js';
import { entriesIn } from './entries.js';
import type { Changes, Model } from './model.js';
import type { AccountRecord, EntryRecord, MailboxRecord, MessageRecord } from './records.js';
import { tellUpdated } from './remove.js';
import { countFlags, follow, standings } from './standing.js';
import { entryOf } from './views.js';

/** Gives entries other flags: one modseq and one `flags` event for each mailbox. Returns the messages whose `seen` turned. */
function reflag(
  model: Model,
  out: Changes,
  changes: ReadonlyMap<MessageRecord, [EntryRecord, FlagSet][]>,
): Set<MessageRecord> {
  const changed = new Map<MailboxRecord, EntryRecord[]>();
  const turned = new Set<MessageRecord>();
  for (const [message, list] of changes) {
    const was = standings(message);
    for (const [entry, flags] of list) {
      const { mailbox } = entry;
      let group = changed.get(mailbox);
      if (!group) {
        group = [];
        changed.set(mailbox, group);
        mailbox.highestModseq++;
      }
      group.push(entry);
      const before = message.seen > 0;
      countFlags(model, entry, -1);
      entry.flags = flags;
      entry.modseq = mailbox.highestModseq;
      countFlags(model, entry, 1);
      if (before !== message.seen > 0) turned.add(message);
    }
    for (const [account, is] of standings(message)) follow(model, message, account, was.get(account) ?? 'absent', is);
  }
  for (const [mailbox, group] of changed) tellFlags(out, mailbox, group);
  return turned;
}

function tellFlags(out: Changes, mailbox: MailboxRecord, entries: EntryRecord[]): void {
  out.add({
    type: 'flags',
    position: out.next(),
    account: mailbox.account.name,
    mailboxId: mailbox.id,
    entries: entries.sort((a, b) => a.uid - b.uid).map(entryOf),
  });
}

/**
 * Changes flags of entries by UID. `entries` are all that were addressed and not refused, as they are now; entries that
 * had the flags already keep their modseq. @throws InvalidFlag
 */
export function setFlags(
  model: Model,
  out: Changes,
  mailbox: MailboxRecord,
  uids: readonly UidRange[],
  change: FlagChange,
): { entries: EntryRecord[]; modified: number[] } {
  const flags = model.flags.of(change.flags);
  const unchangedSince = change.unchangedSince ?? Number.POSITIVE_INFINITY;
  const entries: EntryRecord[] = [];
  const modified: number[] = [];
  const changes = new Map<MessageRecord, [EntryRecord, FlagSet][]>();
  for (const entry of entriesIn(mailbox, uids)) {
    if (entry.modseq > unchangedSince) {
      modified.push(entry.uid);
      continue;
    }
    entries.push(entry);
    const next = model.flags.changed(entry.flags, change.mode, flags);
    if (next.key !== entry.flags.key) note(changes, entry, next);
  }
  tellUpdated(out, [...reflag(model, out, changes)]);
  return { entries, modified };
}

function note(changes: Map<MessageRecord, [EntryRecord, FlagSet][]>, entry: EntryRecord, flags: FlagSet): void {
  const list = changes.get(entry.message);
  if (list) list.push([entry, flags]);
  else changes.set(entry.message, [[entry, flags]]);
}

/** Sets `seen` and tags of messages; dead records are passed over. Returns how many there were. */
export function updateMessages(
  model: Model,
  out: Changes,
  messages: readonly MessageRecord[],
  change: MessageChange,
  account?: AccountRecord,
): number {
  const alive = messages.filter((message) => message.alive);
  const changes = new Map<MessageRecord, [EntryRecord, FlagSet][]>();
  if (change.seen !== undefined) {
    const seen = model.flags.of(['\\Seen']);
    for (const message of alive)
      for (let entry = message.entries; entry; entry = entry.next) {
        if (entry.flags.seen === change.seen || (account && entry.mailbox.account !== account)) continue;
        note(changes, entry, model.flags.changed(entry.flags, change.seen ? 'add' : 'remove', seen));
      }
  }
  const updated = reflag(model, out, changes);
  for (const message of alive) {
    const tags = changedTags(message.tags, change);
    if (tags === message.tags) continue;
    message.tags = tags;
    updated.add(message);
  }
  tellUpdated(out, [...updated]);
  return alive.length;
}

const NO_TAGS: readonly string[] = Object.freeze([]);

/** Tags sorted and unique. */
export function canonicalTags(tags: Iterable<string> | undefined): readonly string[] {
  const unique = [...new Set(tags)].sort();
  return unique.length === 0 ? NO_TAGS : Object.freeze(unique);
}

function changedTags(tags: readonly string[], change: MessageChange): readonly string[] {
  if (!change.tags && !change.addTags && !change.removeTags) return tags;
  const set = new Set(change.tags ?? tags);
  for (const tag of change.addTags ?? []) set.add(tag);
  for (const tag of change.removeTags ?? []) set.delete(tag);
  const next = canonicalTags(set);
  return next.length === tags.length && next.every((tag, i) => tag === tags[i]) ? tags : next;
}
