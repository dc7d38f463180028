import { ordersOf } from '../../relay/release/orders.js';
import type { OutboxItem } from '../../store/outbox.js';
import { fails, json, route } from '../route.js';
import {
  type QueueItemJson,
  queueItemSchema,
  queuePageSchema,
  queueQuerySchema,
  relayStatusSchema,
  retryBodySchema,
} from '../schemas/relay.js';

const iso = (time: number): string => new Date(time).toISOString();

/** An item of the queue as the API tells it. */
export function shownItem(item: OutboxItem): QueueItemJson {
  const { by, via, reversePath } = ordersOf(item);
  const { id, messageId, destination, attempts, createdAt, expiresAt, nextAttempt } = item;
  return {
    ...{ id, messageId, by, via, destination, reversePath, attempts },
    recipients: item.recipients.map(({ address, state, reply, status, host, changedAt }) => ({
      ...{ address, state, reply, status, host },
      changedAt: iso(changedAt),
    })),
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    nextAttempt: nextAttempt === null ? null : iso(nextAttempt),
    active: item.lease !== null,
  };
}

const noItem = { 404: fails('There is no such item') } as const;
const busy = { ...noItem, 409: fails('It is being sent at this moment') } as const;
const group = 'Relay';

export const listQueue = route({
  method: 'get',
  path: '/api/queue',
  id: 'listQueue',
  group,
  summary: 'Mail on its way out, and what became of it',
  description: 'The last 2,000 that are done are remembered.',
  query: queueQuerySchema,
  answers: { 200: json(queuePageSchema, 'A page') },
  async handle({ context: { relay }, query: { limit, cursor, message, open } }) {
    const { items, next } = await relay.outbox.list({ limit, after: cursor, messageId: message, open });
    return { items: items.map(shownItem), nextCursor: next };
  },
});

export const getQueueItem = route({
  method: 'get',
  path: '/api/queue/{id}',
  id: 'getQueueItem',
  group,
  summary: 'One of them',
  answers: { 200: json(queueItemSchema, 'The item'), ...noItem },
  handle: async ({ context: { relay }, params }) => shownItem(await relay.outbox.get(params.id)),
});

export const retryQueueItem = route({
  method: 'post',
  path: '/api/queue/{id}/retry',
  id: 'retryQueueItem',
  group,
  summary: 'Try again now',
  body: { json: retryBodySchema, optional: true },
  answers: { 200: json(queueItemSchema, 'The item as it is now'), ...busy },
  handle: async ({ context: { relay }, params, body }) => shownItem(await relay.retry(params.id, body?.states ?? [])),
});

export const cancelQueueItem = route({
  method: 'post',
  path: '/api/queue/{id}/cancel',
  id: 'cancelQueueItem',
  group,
  summary: 'Send it to nobody any more',
  description: 'Whoever has it already keeps it.',
  answers: { 200: json(queueItemSchema, 'The item as it is now'), ...busy },
  handle: async ({ context: { relay }, params }) => shownItem(await relay.cancel(params.id)),
});

export const getRelayStatus = route({
  method: 'get',
  path: '/api/relay',
  id: 'getRelayStatus',
  group,
  summary: 'Whether mail can leave, what waits, and what is set and cannot work',
  answers: { 200: json(relayStatusSchema, 'The state of the relay') },
  async handle({ context: { relay } }) {
    const { resting, ...status } = await relay.status();
    return { ...status, resting: resting.map(({ destination, until }) => ({ destination, until: iso(until) })) };
  },
});
