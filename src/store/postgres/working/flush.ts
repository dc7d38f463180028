import type { MailboxRecord } from '../../model/records.js';
import type { StoreRow } from '../rows.js';
import { flushAccounts, flushAnnotations } from './flush-accounts.js';
import { EntryChanges, flushEntries } from './flush-entries.js';
import { flushMailboxes } from './flush-mailboxes.js';
import { flushMessages } from './flush-messages.js';
import type { Ask, Workspace } from './workspace.js';

/** What the transaction changed, as statements that are under way. */
export interface Flushed {
  readonly statements: readonly Promise<unknown>[];
  /** The row of `store` as it will be; equal to what it was when nothing changed. */
  readonly state: StoreRow;
}

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
    generation: state.generation,
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
