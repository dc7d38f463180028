import type { EntryRecord, MailboxRecord } from '../../model/records.js';
import type { Send } from './send.js';

/** Entries to be written, by what is to be done with them. */
export class EntryChanges {
  readonly added: [EntryRecord, number][] = [];
  readonly changed: EntryRecord[] = [];
  readonly removed: EntryRecord[] = [];
  /** Messages of which all entries go. */
  readonly emptied: number[] = [];
}

/** Writes entries, and counts by how much the number of \Recent ones of each mailbox changes. */
export function flushEntries(entries: EntryChanges, recent: Map<MailboxRecord, number>, send: Send): void {
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
