import { fold } from '../../../lib/fold.js';
import { Blob } from './blob.js';
import { WorkAccount } from './records.js';
import type { Send } from './send.js';
import type { Workspace } from './workspace.js';

/**
 * Writes accounts and their subscriptions.
 * @param position before the transaction: those that are empty now come behind all that were
 */
export function flushAccounts(
  work: Workspace,
  position: number,
  send: Send,
): { made: number; gone: number; emptied: number } {
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
export function flushAnnotations({ model, annotated }: Workspace, send: Send): void {
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
