import { MessageNotFound } from '../errors.js';
import type { Store } from '../store.js';
import type { Mailbox } from '../types.js';
import { ENTRIES_IN_LINE, RAW_BYTES } from './limits.js';
import { ARCHIVE_FORMAT, type ArchiveLine, type EntryRow } from './lines.js';

/**
 * Everything in a store as lines of JSON (docs/archive.md): first all mailboxes with their entries, then the messages by
 * arrival. What changes meanwhile is in it or not; nothing is whole in memory.
 */
export async function* writeArchive(store: Store): AsyncGenerator<Buffer, void> {
  const { messages } = await store.stats();
  yield line({ is: 'archive', format: ARCHIVE_FORMAT, at: Date.now(), messages });
  const upTo = store.position;
  for await (const { account, mailbox } of allMailboxes(store)) {
    if (mailbox === null) yield* accountLines(store, account);
    else yield* mailboxLines(store, mailbox);
  }
  let count = 0;
  for (let after: number | undefined; ; ) {
    const page = await store.list({ limit: 200, order: 'oldest', after, upTo });
    for (const { id } of page.messages) if (yield* messageLines(store, id)) count++;
    if (page.next === null) break;
    after = page.next;
  }
  yield line({ is: 'end', messages: count });
}

const line = (value: ArchiveLine): Buffer => Buffer.from(`${JSON.stringify(value)}\n`);

/** Each account (with null), then its mailboxes by name. */
async function* allMailboxes(store: Store): AsyncGenerator<{ account: string; mailbox: Mailbox | null }> {
  for (let after: string | undefined; ; ) {
    const { accounts, next } = await store.accounts({ limit: 200, after });
    for (const { name } of accounts) {
      yield { account: name, mailbox: null };
      for (const mailbox of await store.mailboxes(name)) yield { account: name, mailbox };
    }
    if (next === null) return;
    after = next;
  }
}

async function* accountLines(store: Store, account: string): AsyncGenerator<Buffer> {
  yield line({ is: 'subscriptions', account, names: await store.subscriptions(account) });
  const values = await store.annotations(account, null);
  if (values.length > 0) yield line({ is: 'annotations', account, mailbox: null, values });
}

async function* mailboxLines(store: Store, of: Mailbox): AsyncGenerator<Buffer> {
  const { id, account, name: mailbox, uidValidity, uidNext, specialUse } = of;
  yield line({ is: 'mailbox', account, mailbox, uidValidity, uidNext, specialUse });
  const values = await store.annotations(account, id);
  if (values.length > 0) yield line({ is: 'annotations', account, mailbox, values });
  for (let from: number | undefined; ; ) {
    const { entries, next } = await store.entries(id, { from, limit: ENTRIES_IN_LINE });
    const rows = entries.map(
      ({ uid, messageId, flags, internalDate }): EntryRow => [uid, messageId, [...flags], internalDate],
    );
    if (rows.length > 0) yield line({ is: 'entries', account, mailbox, rows });
    if (next === null) return;
    from = next;
  }
}

/** A message's lines; false when it is gone by now. */
async function* messageLines(store: Store, id: string): AsyncGenerator<Buffer, boolean> {
  try {
    const { receivedAt, size, tags, envelope, summary, session } = await store.get(id);
    const raw = store.read(id)[Symbol.asyncIterator]();
    // A message that goes away is gone at its first chunk, before anything of it has been written.
    let next = await raw.next();
    yield line({ is: 'message', id, receivedAt, size, tags: [...tags], envelope, notes: [...summary.notes], session });
    let rest: Buffer = Buffer.alloc(0);
    for (; !next.done; next = await raw.next()) {
      rest = rest.length > 0 ? Buffer.concat([rest, next.value]) : next.value;
      for (; rest.length >= RAW_BYTES; rest = rest.subarray(RAW_BYTES)) yield rawLine(rest.subarray(0, RAW_BYTES));
      rest = Buffer.from(rest);
    }
    if (rest.length > 0) yield rawLine(rest);
    return true;
  } catch (error) {
    if (error instanceof MessageNotFound) return false;
    throw error;
  }
}

const rawLine = (bytes: Buffer): Buffer => line({ is: 'raw', base64: bytes.toString('base64') });
