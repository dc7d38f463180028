import type { MailboxRecord } from '../../model/records.js';
import { type MailboxBefore, WorkMailbox } from './records.js';
import type { Send } from './send.js';
import type { Workspace } from './workspace.js';

/**
 * Writes mailboxes and their expunges.
 * @param recent by how much the number of \Recent entries of each changes
 */
export function flushMailboxes(work: Workspace, recent: ReadonlyMap<MailboxRecord, number>, send: Send): void {
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
