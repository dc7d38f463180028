import { MessageNotFound, StoreClosed } from '../../store/errors.js';
import type { OutboxChange, OutboxItem, Settlement } from '../../store/outbox.js';
import type { Message } from '../../store/store.js';
import type { Routed } from '../events.js';
import { isAutomatic, type Orders, ordersOf } from '../release/orders.js';
import { deliver } from '../send/deliver.js';
import { ownVerdict, type Verdict } from '../send/verdicts.js';
import { backoff } from './backoff.js';
import { changeOf, endOf } from './changes.js';
import { outgoingOf, type Prepared } from './outgoing.js';
import type { QueueParts } from './parts.js';
import { findStops } from './stops.js';
import { tellReports } from './tell.js';
import { witnessFor } from './witness.js';

/** How a piece of work ended, for whoever decides when to go on with its destination. */
export interface JobEnd {
  /** No server of the destination could be talked to. */
  readonly unreachable: boolean;
}

/** When a server stops. */
export interface JobSignals {
  /** Nothing new is begun: no further server is tried. */
  readonly ended: AbortSignal;
  /** Time is up, and connections are cut. */
  readonly cut: AbortSignal;
}

/**
 * Works once at an item that is leased: sends it, writes down what became of each recipient, and tells the sender what
 * the sender wants to know.
 * @throws StoreError, when what happened could not be written down; the lease is over then, or will be
 */
export async function runJob(claimed: OutboxItem, parts: QueueParts, { ended, cut }: JobSignals): Promise<JobEnd> {
  const { outbox } = parts;
  const orders = ordersOf(claimed);
  const token = claimed.lease?.token ?? '';
  const waiting = claimed.recipients.flatMap(({ state }, at) => (state === 'waiting' ? [at] : []));
  const message = await messageOf(parts, claimed.messageId);
  let item = claimed;
  let unreachable = false;
  if (waiting.length > 0) {
    const outcome = await attempt(claimed, waiting, message, orders, parts, ended);
    // What was begun and cut off may have arrived: left as it is, it is uncertain after the next start.
    if (cut.aborted) throw new StoreClosed();
    unreachable = outcome.unreachable;
    item = await outbox.settle(claimed.id, token, outcome.settlement);
    tellChanges(item, outcome.settlement.changes, parts);
  }
  // Without the lease nothing is left to be done.
  if (item.lease !== null) {
    const late = isLate(item, parts, Date.now());
    item = await outbox.settle(item.id, token, await tellReports(item, orders, message, parts, late));
  }
  if (!orders.keep && item.nextAttempt === null) await dropDelivered(item.messageId, parts);
  return { unreachable };
}

/** Whoever sent it should hear that it takes long. */
function isLate(item: OutboxItem, { settings }: QueueParts, now: number): boolean {
  const waits = item.recipients.some(({ state }) => state === 'waiting');
  return waits && !item.delayReported && now - item.createdAt >= settings().queue.delayAfter;
}

async function messageOf({ store }: QueueParts, id: string): Promise<Message | null> {
  try {
    return await store.get(id);
  } catch (error) {
    if (error instanceof MessageNotFound) return null;
    throw error;
  }
}

interface Outcome {
  readonly settlement: Settlement;
  readonly unreachable: boolean;
}

async function attempt(
  item: OutboxItem,
  waiting: readonly number[],
  message: Message | null,
  orders: Orders,
  parts: QueueParts,
  signal: AbortSignal,
): Promise<Outcome> {
  const now = Date.now();
  const ended = (changes: OutboxChange[]): Outcome => settled(item, changes, false, now, parts);
  if (!message) {
    const reply = 'The message was deleted here before it was sent.';
    return ended(waiting.map((at) => endOf(item, at, 'cancelled', reply, orders)));
  }
  if (now >= item.expiresAt) {
    return ended(waiting.map((at) => endOf(item, at, 'expired', expiredReply(item, at), orders)));
  }
  const refused: OutboxChange[] = [];
  const allowed = waiting.filter((at) => {
    const refusal = parts.gate().refusal(item.recipients[at]?.address ?? '', isAutomatic(orders));
    if (refusal !== null) refused.push(endOf(item, at, 'cancelled', `Not sent: ${refusal}.`, orders));
    return refusal === null;
  });
  const [first] = allowed;
  if (first === undefined) return ended(refused);
  const prepared = await outgoingOf(item, allowed, message, orders, parts);
  const verdicts = new Map<number, Verdict>(prepared.refused);
  let unreachable = false;
  if (prepared.places.length > 0) {
    const sent = await send(item, prepared, orders, parts, signal);
    unreachable = sent.unreachable;
    for (const [n, at] of prepared.places.entries()) verdicts.set(at, sent.verdicts[n] ?? sent.verdicts[0] ?? NOTHING);
  }
  const changes = [...verdicts].map(([at, verdict]) => changeOf(item, at, verdict, orders));
  return { ...settled(item, [...refused, ...changes], true, Date.now(), parts), unreachable };
}

const NOTHING = ownVerdict('later', '4.3.0', 'Nothing was tried.');

async function send(
  item: OutboxItem,
  prepared: Prepared,
  orders: Orders,
  parts: QueueParts,
  signal: AbortSignal,
): Promise<{ verdicts: Verdict[]; unreachable: boolean }> {
  const { settings, router, pool, bus } = parts;
  const address = item.recipients[prepared.places[0] ?? 0]?.address ?? '';
  const { routed, stops } = await findStops(address, orders.via, settings(), router());
  const base = { at: Date.now(), messageId: item.messageId, itemId: item.id };
  bus.tell({ ...base, type: 'routed', ...routed });
  const verdict = verdictOf(routed);
  if (verdict) return { verdicts: [verdict], unreachable: verdict.kind === 'later' };
  const { outgoing } = prepared;
  const verdicts = await deliver(stops, { pool, outgoing, signal, witness: witnessFor(item, prepared.places, bus) });
  return { verdicts, unreachable: verdicts.every(({ elsewhere }) => elsewhere) };
}

/** Of a road that leads nowhere. */
function verdictOf({ route }: Routed): Verdict | null {
  if (route.kind === 'failed') return ownVerdict(route.permanent ? 'never' : 'later', route.status, route.reason);
  if (route.kind === 'hold') return ownVerdict('later', '4.3.5', route.reason);
  return null;
}

/** How the work ends: what is not over is tried again, and the lease is kept while somebody is to be told. */
function settled(
  item: OutboxItem,
  changes: readonly OutboxChange[],
  attempted: boolean,
  now: number,
  parts: QueueParts,
): Outcome {
  const { queue } = parts.settings();
  const due = now + backoff(item.attempts + 1, queue);
  const waits = changes.some(({ state }) => state === 'waiting');
  const unreported = changes.some(({ state, reported }) => state !== 'waiting' && !reported);
  const keepLease = unreported || (waits && isLate(item, parts, now));
  return {
    settlement: { changes, attempted, nextAttempt: Math.min(due, item.expiresAt), keepLease },
    unreachable: false,
  };
}

function expiredReply(item: OutboxItem, at: number): string {
  const hours = Math.max(1, Math.round((item.expiresAt - item.createdAt) / 3_600_000));
  const { reply = '' } = item.recipients[at] ?? {};
  return `Given up after ${hours} hours${reply === '' ? '.' : `; the last answer was: ${reply}`}`;
}

function tellChanges(item: OutboxItem, changes: readonly OutboxChange[], { bus }: QueueParts): void {
  const base = { at: Date.now(), messageId: item.messageId, itemId: item.id, type: 'recipient' } as const;
  for (const { at, state, reply, status } of changes) {
    const nextAttempt = state === 'waiting' ? item.nextAttempt : null;
    bus.tell({ ...base, recipient: item.recipients[at]?.address ?? '', state, reply, status, nextAttempt });
  }
}

/** A message that was only let through is gone here when everybody has it. */
async function dropDelivered(messageId: string, { outbox, store }: QueueParts): Promise<void> {
  const { items } = await outbox.list({ messageId, limit: 500 });
  const delivered = items.every(({ recipients }) => recipients.every(({ state }) => state === 'delivered'));
  if (delivered) await store.delete({ ids: [messageId] });
}
