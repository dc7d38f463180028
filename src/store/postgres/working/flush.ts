import { fold } from '../../../lib/fold.js';
import type { EntryRecord, MailboxRecord, MessageRecord } from '../../model/records.js';
import { ownCost } from '../../model/remove.js';
import type { PostgresDraft } from '../draft.js';
import type { StoreRow } from '../rows.js';
import { labelsOf, traitsOf } from '../traits.js';
import { Blob } from './blob.js';
import { type MailboxBefore, WorkAccount, WorkMailbox } from './records.js';
import type { Ask, Workspace } from './workspace.js';

/** What the transaction changed, as statements that are under way. */
export interface Flushed {
  readonly statements: readonly Promise<unknown>[];
  /** The row of `store` as it will be; equal to what it was when nothing changed. */
  readonly state: StoreRow;
}

/** The position of a first entry's place in the order in which a message came to its mailboxes. */
const FIRST = 0;

/**
 * Writes what the commands of a transaction changed: compares the records with what was loaded, and sends one statement
 * for each kind of row, whatever the number of rows.
 */
export function flush(work: Workspace, ask: Ask): Flushed {
  const { model, state, changes } = work;
  const statements: Promise<unknown>[] = [];
  const send = (statement: string, ...columns: readonly unknown[]): void => {
    statements.push(ask(statement, columns));
  };
  const entries = new EntryChanges();
  flushMessages(work, entries, send);
  const recent = new Map<MailboxRecord, number>();
  flushEntries(entries, recent, send);
  flushMailboxes(work, recent, send);
  const { made, gone, emptied } = flushAccounts(work, state.position, send);
  flushAnnotations(work, send);
  const last = [...work.fresh.values()].at(-1)?.record.id ?? state.last_id;
  const next: StoreRow = {
    epoch: state.epoch,
    position: model.position,
    last_uid_validity: model.lastUidValidity,
    last_id: last,
    messages: model.arrivals.length,
    unseen: model.unseen,
    bytes: model.bytes,
    cost: model.cost,
    accounts: state.accounts + made - gone,
    empty_accounts: state.empty_accounts + emptied,
    annotation_bytes: model.annotationBytes,
  };
  if (changes.events.length > 0 || statements.length > 0)
    send(
      `UPDATE @store SET position = $1, last_uid_validity = $2, last_id = $3, messages = $4, unseen = $5, bytes = $6,
       cost = $7, accounts = $8, empty_accounts = $9, annotation_bytes = $10`,
      next.position, next.last_uid_validity, next.last_id, next.messages, next.unseen, next.bytes, next.cost,
      next.accounts, next.empty_accounts, next.annotation_bytes,
    ); // biome-ignore format: a row of a table
  return { statements, state: next };
}

type Send = (statement: string, ...columns: readonly unknown[]) => void;

/** Entries to be written, by what is to be done with them. */
class EntryChanges {
  readonly added: [EntryRecord, number][] = [];
  readonly changed: EntryRecord[] = [];
  readonly removed: EntryRecord[] = [];
  /** Messages of which all entries go. */
  readonly emptied: number[] = [];
}

/** A message's entries, oldest first. */
function entriesOf(message: MessageRecord): EntryRecord[] {
  const list: EntryRecord[] = [];
  for (let entry = message.entries; entry; entry = entry.next) list.push(entry);
  return list.reverse();
}

function flushMessages(work: Workspace, entries: EntryChanges, send: Send): void {
  const gone: number[] = [];
  const bodies: string[] = [];
  const changed: MessageRecord[] = [];
  for (const [message, before] of work.loaded) {
    if (!message.alive) {
      gone.push(message.position);
      bodies.push(before.body);
      entries.emptied.push(message.position);
      for (const entry of before.entries.keys()) entries.removed.push(entry);
      continue;
    }
    let ordinal = FIRST;
    const left = new Set(before.entries.keys());
    for (const entry of entriesOf(message)) {
      const was = before.entries.get(entry);
      left.delete(entry);
      if (!was) entries.added.push([entry, ++ordinal]);
      else {
        ordinal = was.ordinal;
        if (was.modseq !== entry.modseq || was.flags !== entry.flags) entries.changed.push(entry);
      }
    }
    entries.removed.push(...left);
    if (message.seen !== before.seen || message.tags !== before.tags) changed.push(message);
  }
  if (gone.length > 0) {
    send('DELETE FROM @messages WHERE position = ANY($1::bigint[])', gone);
    send('DELETE FROM @chunks WHERE body = ANY($1::uuid[])', bodies);
    // In this order: who makes a message's text takes it from the first table to the second.
    send('DELETE FROM @unindexed WHERE message = ANY($1::bigint[])', gone);
    send('DELETE FROM @texts WHERE message = ANY($1::bigint[])', gone);
  }
  if (changed.length > 0)
    send(
      `UPDATE @messages m SET seen = c.seen, tags = c.tags, labels = c.labels
       FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[]) AS c (position, seen, tags, labels)
       WHERE m.position = c.position`,
      changed.map(({ position }) => position),
      changed.map(({ seen }) => seen),
      changed.map(({ tags }) => JSON.stringify(tags)),
      changed.map(({ tags }) => labelsOf(tags)),
    );
  flushFresh(work, entries, send);
}

/** Messages that came: descriptions and bytes travel as one parameter, which no quoting makes longer. */
function flushFresh(work: Workspace, entries: EntryChanges, send: Send): void {
  const blob = new Blob();
  const raw = new Blob();
  const fresh = [...work.fresh.values()].filter(({ record }) => record.alive);
  const abandoned = [...work.fresh.values()].filter(({ record }) => !record.alive);
  const spilled: string[] = [];
  const pieces: { body: string; n: number }[] = [];
  for (const { arriving, record } of fresh) {
    const draft = record.bytes as PostgresDraft;
    blob.add(arriving.arrival.row);
    blob.add(arriving.arrival.details);
    const { n, bytes } = draft.rest;
    if (bytes.length > 0) {
      raw.add(bytes);
      pieces.push({ body: draft.body, n });
    }
    if (n > 0) spilled.push(draft.body);
    for (const [i, entry] of entriesOf(record).entries()) entries.added.push([entry, i]);
  }
  const dropped = abandoned.map(({ record }) => record.bytes as PostgresDraft).filter(({ rest }) => rest.n > 0);
  if (dropped.length > 0) {
    const bodies = dropped.map(({ body }) => body);
    send('DELETE FROM @chunks WHERE body = ANY($1::uuid[])', bodies);
    spilled.push(...bodies);
  }
  if (spilled.length > 0) send('DELETE FROM @drafts WHERE body = ANY($1::uuid[])', spilled);
  if (fresh.length === 0) return;
  if (pieces.length > 0)
    send(
      `INSERT INTO @chunks (body, n, bytes)
       SELECT p.body, p.n, substring($1::bytea FROM p.start FOR p.length)
       FROM unnest($2::uuid[], $3::integer[], $4::integer[], $5::integer[]) AS p (body, n, start, length)`,
      raw.bytes,
      pieces.map(({ body }) => body),
      pieces.map(({ n }) => n),
      raw.starts,
      raw.lengths,
    );
  send(
    `INSERT INTO @messages
       (position, id, received_at, size, seen, traits, tags, labels, body, cost, described, details)
     SELECT m.position, m.id, m.received_at, m.size, m.seen, m.traits, m.tags, m.labels, m.body, m.cost,
       convert_from(substring($1::bytea FROM m.row_start FOR m.row_length), 'UTF8'),
       convert_from(substring($1::bytea FROM m.details_start FOR m.details_length), 'UTF8')
     FROM unnest($2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::integer[], $7::smallint[], $8::text[],
       $9::text[], $10::uuid[], $11::bigint[], $12::integer[], $13::integer[], $14::integer[], $15::integer[])
       AS m (position, id, received_at, size, seen, traits, tags, labels, body, cost, row_start, row_length,
         details_start, details_length)`,
    blob.bytes,
    fresh.map(({ record }) => record.position),
    fresh.map(({ record }) => record.id),
    fresh.map(({ record }) => record.receivedAt),
    fresh.map(({ record }) => record.size),
    fresh.map(({ record }) => record.seen),
    fresh.map(({ arriving }) => traitsOf(arriving.arrival.capture?.summary)),
    fresh.map(({ record }) => JSON.stringify(record.tags)),
    fresh.map(({ record }) => labelsOf(record.tags)),
    fresh.map(({ record }) => (record.bytes as PostgresDraft).body),
    fresh.map(({ record }) => ownCost(record)),
    blob.starts.filter((_, i) => i % 2 === 0),
    blob.lengths.filter((_, i) => i % 2 === 0),
    blob.starts.filter((_, i) => i % 2 === 1),
    blob.lengths.filter((_, i) => i % 2 === 1),
  );
  send(
    'INSERT INTO @unindexed (message) SELECT unnest($1::bigint[])',
    fresh.map(({ record }) => record.position),
  );
}

function flushEntries(entries: EntryChanges, recent: Map<MailboxRecord, number>, send: Send): void {
  const { added, changed, removed, emptied } = entries;
  const count = (mailbox: MailboxRecord, by: number): void => {
    recent.set(mailbox, (recent.get(mailbox) ?? 0) + by);
  };
  for (const { mailbox, uid } of removed) if (uid >= mailbox.recentFrom) count(mailbox, -1);
  for (const [{ mailbox, uid }] of added) if (uid >= mailbox.recentFrom) count(mailbox, 1);
  if (emptied.length > 0) send('DELETE FROM @entries WHERE message = ANY($1::bigint[])', emptied);
  const gone = new Set(emptied);
  const single = removed.filter(({ message }) => !gone.has(message.position));
  if (single.length > 0)
    send(
      `DELETE FROM @entries e USING unnest($1::text[], $2::bigint[]) AS g (mailbox, uid)
       WHERE e.mailbox = g.mailbox AND e.uid = g.uid`,
      single.map(({ mailbox }) => mailbox.id),
      single.map(({ uid }) => uid),
    );
  if (changed.length > 0)
    send(
      `UPDATE @entries e SET modseq = c.modseq, flags = c.flags, seen = c.seen, deleted = c.deleted
       FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::boolean[], $6::boolean[])
         AS c (mailbox, uid, modseq, flags, seen, deleted) WHERE e.mailbox = c.mailbox AND e.uid = c.uid`,
      changed.map(({ mailbox }) => mailbox.id),
      changed.map(({ uid }) => uid),
      changed.map(({ modseq }) => modseq),
      changed.map(({ flags }) => flags.key),
      changed.map(({ flags }) => flags.seen),
      changed.map(({ flags }) => flags.deleted),
    );
  if (added.length > 0)
    send(
      `INSERT INTO @entries
         (mailbox, uid, message, account, modseq, flags, seen, deleted, ordinal, internal_date, saved_at)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[],
         $7::boolean[], $8::boolean[], $9::integer[], $10::bigint[], $11::bigint[])`,
      added.map(([{ mailbox }]) => mailbox.id),
      added.map(([{ uid }]) => uid),
      added.map(([{ message }]) => message.position),
      added.map(([{ mailbox }]) => mailbox.account.name),
      added.map(([{ modseq }]) => modseq),
      added.map(([{ flags }]) => flags.key),
      added.map(([{ flags }]) => flags.seen),
      added.map(([{ flags }]) => flags.deleted),
      added.map(([, ordinal]) => ordinal),
      added.map(([{ internalDate }]) => internalDate),
      added.map(([{ savedAt }]) => savedAt),
    );
}

function flushMailboxes(work: Workspace, recent: ReadonlyMap<MailboxRecord, number>, send: Send): void {
  const { model } = work;
  const now = (m: MailboxRecord): MailboxBefore => {
    const change = recent.get(m) ?? 0;
    const before = m instanceof WorkMailbox ? m.before : undefined;
    // Claimed in this transaction: what is recent came after that, and is counted by `change`.
    const from = before && before.recentFrom === m.recentFrom ? before.recent : 0;
    return {
      name: m.name,
      uidValidity: m.uidValidity,
      uidNext: m.uidNext,
      highestModseq: m.highestModseq,
      exists: m.entries.length,
      unseen: m.unseen,
      deleted: m.deleted,
      recent: from + change,
      size: m.size,
      recentFrom: m.recentFrom,
      expungesFrom: m.expungesFrom,
    };
  };
  const gone = [...work.touched.goneMailboxes];
  if (gone.length > 0) {
    send('DELETE FROM @mailboxes WHERE id = ANY($1::text[])', gone);
    send('DELETE FROM @expunges WHERE mailbox = ANY($1::text[])', gone);
    send('DELETE FROM @annotations WHERE mailbox = ANY($1::text[])', gone);
  }
  const made: [MailboxRecord, MailboxBefore][] = [];
  const changed: [WorkMailbox, MailboxBefore][] = [];
  const renamed: string[] = [];
  const expunged: [string, number, number, number][] = [];
  for (const id of work.touched.mailboxes) {
    const mailbox = model.mailboxes.get(id);
    if (!mailbox) continue;
    const is = now(mailbox);
    if (!(mailbox instanceof WorkMailbox)) made.push([mailbox, is]);
    else if (!same(is, mailbox.before)) {
      if (is.name !== mailbox.before.name) renamed.push(mailbox.id);
      changed.push([mailbox, is]);
      mailbox.before = is;
    }
    const { expunges } = mailbox;
    for (let at = 0; expunges && at < expunges.length; at += 3)
      expunged.push([mailbox.id, ...(expunges.slice(at, at + 3) as [number, number, number])]);
    mailbox.expunges = null;
  }
  // Names are unique: those that change make way first.
  if (renamed.length > 0) send("UPDATE @mailboxes SET name = '/' || id WHERE id = ANY($1::text[])", renamed);
  const columns = (rows: readonly (readonly [MailboxRecord, MailboxBefore])[]): unknown[] => [
    rows.map(([{ id }]) => id),
    rows.map(([, { name }]) => name),
    rows.map(([, { uidValidity }]) => uidValidity),
    rows.map(([, { uidNext }]) => uidNext),
    rows.map(([, { highestModseq }]) => highestModseq),
    rows.map(([, { exists }]) => exists),
    rows.map(([, { unseen }]) => unseen),
    rows.map(([, { deleted }]) => deleted),
    rows.map(([, each]) => each.recent),
    rows.map(([, { size }]) => size),
    rows.map(([, { recentFrom }]) => recentFrom),
    rows.map(([, { expungesFrom }]) => expungesFrom),
  ];
  if (changed.length > 0)
    send(
      `UPDATE @mailboxes m SET name = c.name, uid_validity = c.uid_validity, uid_next = c.uid_next,
         highest_modseq = c.highest_modseq, exist = c.exist, unseen = c.unseen, deleted = c.deleted, recent = c.recent,
         size = c.size, recent_from = c.recent_from,
         expunges_from = greatest(m.expunges_from, c.expunges_from)
       FROM unnest($1::text[], $2::text[], ${bigints(3, 12)}) AS c (id, name, uid_validity, uid_next, highest_modseq,
         exist, unseen, deleted, recent, size, recent_from, expunges_from) WHERE m.id = c.id`,
      ...columns(changed),
    );
  if (made.length > 0)
    send(
      `INSERT INTO @mailboxes (id, name, uid_validity, uid_next, highest_modseq, exist, unseen, deleted, recent, size,
         recent_from, expunges_from, account, special_use)
       SELECT * FROM unnest($1::text[], $2::text[], ${bigints(3, 12)}, $13::text[], $14::text[])`,
      ...columns(made),
      made.map(([{ account }]) => account.name),
      made.map(([{ specialUse }]) => specialUse),
    );
  if (expunged.length > 0)
    send(
      `INSERT INTO @expunges (mailbox, modseq, first, last)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])`,
      expunged.map(([id]) => id),
      expunged.map(([, modseq]) => modseq),
      expunged.map(([, , first]) => first),
      expunged.map(([, , , last]) => last),
    );
}

const bigints = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => `$${from + i}::bigint[]`).join(', ');

const same = (a: MailboxBefore, b: MailboxBefore): boolean =>
  (Object.keys(a) as (keyof MailboxBefore)[]).every((key) => a[key] === b[key]);

function flushAccounts(work: Workspace, position: number, send: Send): { made: number; gone: number; emptied: number } {
  const { model } = work;
  let emptied = 0;
  const gone: string[] = [];
  for (const name of work.touched.goneAccounts) {
    const wasEmpty = work.existed.get(name);
    if (wasEmpty === undefined) continue;
    gone.push(name);
    work.existed.delete(name);
    if (wasEmpty) emptied--;
  }
  if (gone.length > 0) {
    send('DELETE FROM @accounts WHERE name = ANY($1::text[])', gone);
    send('DELETE FROM @subscriptions WHERE account = ANY($1::text[])', gone);
    send('DELETE FROM @annotations WHERE account = ANY($1::text[])', gone);
  }
  const written: { name: string; messages: number; unseen: number; bytes: number; since: number | null }[] = [];
  let made = 0;
  let since = position;
  for (const name of work.touched.accounts) {
    const account = model.accounts.get(name);
    if (!account) continue;
    const empty = model.empty.has(account);
    const is = {
      messages: account.messages.length,
      unseen: account.unseen,
      annotationBytes: account.annotationBytes,
      empty,
    };
    const before = account instanceof WorkAccount ? account.before : undefined;
    if (!before) made++;
    flushSubscriptions(account, send);
    if (before && !empty && (Object.keys(is) as (keyof typeof is)[]).every((key) => is[key] === before[key])) continue;
    emptied += Number(empty) - Number(before?.empty ?? false);
    written.push({
      name: account.name,
      messages: is.messages,
      unseen: is.unseen,
      bytes: is.annotationBytes,
      since: empty ? ++since : null,
    });
    work.existed.set(name, empty);
    if (account instanceof WorkAccount) account.before = is;
  }
  if (written.length > 0)
    send(
      `INSERT INTO @accounts (name, folded, messages, unseen, annotation_bytes, empty_since)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
       ON CONFLICT (name) DO UPDATE SET messages = excluded.messages, unseen = excluded.unseen,
         annotation_bytes = excluded.annotation_bytes, empty_since = excluded.empty_since`,
      written.map(({ name }) => name),
      written.map(({ name }) => fold(name)),
      written.map(({ messages }) => messages),
      written.map(({ unseen }) => unseen),
      written.map(({ bytes }) => bytes),
      written.map((each) => each.since),
    );
  return { made, gone: gone.length, emptied };
}

function flushSubscriptions(account: { name: string; subscriptions: Set<string> | null }, send: Send): void {
  const before = account instanceof WorkAccount ? account.subscriptionsBefore : new Set<string>();
  const now = account.subscriptions ?? new Set<string>();
  const added = [...now].filter((name) => !before.has(name));
  const removed = [...before].filter((name) => !now.has(name));
  if (added.length > 0)
    send('INSERT INTO @subscriptions (account, name) SELECT $1, unnest($2::text[])', account.name, added);
  if (removed.length > 0)
    send('DELETE FROM @subscriptions WHERE account = $1 AND name = ANY($2::text[])', account.name, removed);
  if (account instanceof WorkAccount) account.subscriptionsBefore = new Set(now);
}

/** Annotations that were set, of places that are still there. */
function flushAnnotations({ model, annotated }: Workspace, send: Send): void {
  for (const { account, place, changes } of annotated) {
    const mailbox = 'uidValidity' in place ? place.id : '';
    if (mailbox === '' ? model.accounts.get(account) !== place : model.mailboxes.get(mailbox) !== place) continue;
    const gone = changes.filter(([, value]) => value === null).map(([name]) => name);
    const set = changes.filter((change): change is readonly [string, string] => change[1] !== null);
    if (gone.length > 0)
      send(
        'DELETE FROM @annotations WHERE account = $1 AND mailbox = $2 AND name = ANY($3::text[])',
        account,
        mailbox,
        gone,
      );
    // Values are bytes, since text has no NUL there.
    const blob = new Blob();
    for (const [, value] of set) blob.add(value);
    if (set.length > 0)
      send(
        `INSERT INTO @annotations (account, mailbox, name, value)
         SELECT $1, $2, a.name, substring($3::bytea FROM a.start FOR a.length)
         FROM unnest($4::text[], $5::integer[], $6::integer[]) AS a (name, start, length)
         ON CONFLICT (account, mailbox, name) DO UPDATE SET value = excluded.value`,
        account,
        mailbox,
        blob.bytes,
        set.map(([name]) => name),
        blob.starts,
        blob.lengths,
      );
  }
}
