import { isDone } from '../model/outbox-ops.js';
import type { OutboxChange, OutboxItem, OutboxRecipient } from '../outbox.js';

/** A row of the table. */
export interface OutboxRow {
  readonly id: string;
  readonly message_id: string;
  readonly destination: string;
  readonly orders: string;
  readonly recipients: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly attempts: number;
  readonly next_attempt: number | null;
  readonly delay_reported: boolean;
  readonly begun: string;
  readonly lease: string | null;
  readonly lease_until: number | null;
}

export const itemOf = (row: OutboxRow): OutboxItem => ({
  id: row.id,
  messageId: row.message_id,
  destination: row.destination,
  orders: JSON.parse(row.orders) as OutboxItem['orders'],
  recipients: JSON.parse(row.recipients) as OutboxRecipient[],
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  attempts: row.attempts,
  nextAttempt: row.next_attempt,
  delayReported: row.delay_reported,
  lease: row.lease === null ? null : { token: row.lease, until: row.lease_until ?? 0 },
});

/** What is to become of an item. */
export interface ItemChange {
  readonly at: number;
  readonly changes: readonly OutboxChange[];
  readonly attempts?: number;
  readonly nextAttempt: number | null;
  readonly delayReported?: boolean;
  readonly expiresAt?: number;
}

/** The item after a change; due unless it is done. */
export function changed(item: OutboxItem, change: ItemChange): OutboxItem {
  const recipients = [...item.recipients];
  for (const { at, ...news } of change.changes) {
    const before = recipients[at];
    if (before) recipients[at] = { ...before, ...news, changedAt: change.at };
  }
  return {
    ...item,
    recipients,
    attempts: change.attempts ?? item.attempts,
    delayReported: change.delayReported ?? item.delayReported,
    expiresAt: change.expiresAt ?? item.expiresAt,
    nextAttempt: isDone({ recipients }) ? null : (change.nextAttempt ?? change.at),
  };
}

export const isUncertain = ({ recipients }: OutboxItem): boolean =>
  recipients.some(({ state }) => state === 'uncertain');

const UNCERTAIN = 'The process ended while the answer to the message was awaited: it may have arrived.';

/** What is left of an item whose worker is gone: what had begun may have arrived, and nobody sends it again unasked. */
export function lapsed(item: OutboxItem, begun: readonly number[], at: number): OutboxItem {
  const changes = begun.flatMap((place): OutboxChange[] => {
    if (item.recipients[place]?.state !== 'waiting') return [];
    return [{ at: place, state: 'uncertain', reply: UNCERTAIN, status: '4.4.2', host: null, reported: true }];
  });
  return { ...changed(item, { at, changes, nextAttempt: item.nextAttempt ?? at }), lease: null };
}

/** A recipient as it is, as a change. */
export const asItIs = ({ state, reply, status, host, reported }: OutboxRecipient, at: number): OutboxChange => ({
  at,
  state,
  reply,
  status,
  host,
  reported,
});
