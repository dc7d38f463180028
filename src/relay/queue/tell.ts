import { MessageNotFound, StoreFull } from '../../store/errors.js';
import type { OutboxChange, OutboxItem, Settlement } from '../../store/outbox.js';
import type { Message } from '../../store/store.js';
import type { Orders } from '../release/orders.js';
import type { Action } from '../report/dsn.js';
import { wantsReport } from '../report/wanted.js';
import { dueReports } from './changes.js';
import type { QueueParts } from './parts.js';

/**
 * Makes the reports that are due for an item; what it returns writes down that they were made. Where the process dies
 * in between, a report comes twice: better than never.
 */
export async function tellReports(
  item: OutboxItem,
  orders: Orders,
  message: Message | null,
  parts: QueueParts,
  late: boolean,
): Promise<Settlement> {
  const changes: OutboxChange[] = [];
  for (const { action, places } of dueReports(item)) {
    await make(action, places, item, orders, message, parts);
    for (const at of places) {
      const { state, reply, status, host } = item.recipients[at] as OutboxItem['recipients'][number];
      changes.push({ at, state, reply, status, host, reported: true });
    }
  }
  if (late) {
    const places = item.recipients.flatMap((recipient, at) =>
      recipient.state === 'waiting' && wantsReport(recipient, orders.reversePath, 'delayed') ? [at] : [],
    );
    if (places.length > 0) await make('delayed', places, item, orders, message, parts);
  }
  const nextAttempt = item.nextAttempt ?? Date.now();
  return { changes, attempted: false, nextAttempt, delayReported: item.delayReported || late };
}

async function make(
  action: Action,
  places: readonly number[],
  item: OutboxItem,
  { reversePath: to, envid, ret }: Orders,
  message: Message | null,
  { reporter, bus, logger }: QueueParts,
): Promise<void> {
  const recipients = places.flatMap((at) => item.recipients[at] ?? []);
  const arrivedAt = message?.receivedAt ?? item.createdAt;
  const told = { messageId: item.messageId, itemId: item.id, type: 'report', action, to } as const;
  const addresses = recipients.map(({ address }) => address);
  try {
    const report = await reporter.make({ action, item, recipients, to, envid, arrivedAt }, message, ret);
    bus.tell({ ...told, at: Date.now(), recipients: addresses, reportId: report.id, reason: null });
  } catch (error) {
    // No room, or the message went meanwhile: the mail that was tried is more than the report about it.
    if (!(error instanceof StoreFull || error instanceof MessageNotFound)) throw error;
    logger.warn({ error: String(error), to }, 'a report about mail that was sent could not be kept');
    bus.tell({ ...told, at: Date.now(), recipients: addresses, reportId: null, reason: String(error) });
  }
}
