import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { SessionRegistry } from '../sessions/registry.js';
import type { Context } from './context.js';

type Parts = Pick<Context, 'store' | 'sessions' | 'relay' | 'waiters' | 'inboxes'>;

/** Brings figures up to date. */
type Refresh = () => void | Promise<void>;

interface Metrics {
  readonly registry: Registry;
  readonly refresh: readonly Refresh[];
}

/** One for each server of this process. */
const known = new WeakMap<SessionRegistry, Metrics>();

/**
 * The figures of a server as they are now. All are read when somebody asks, from what the parts know anyway: nothing is
 * counted on the way of a message for them. Event loop and process are watched from the first question on.
 */
export async function metricsOf(parts: Parts): Promise<Registry> {
  let metrics = known.get(parts.sessions);
  if (!metrics) {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const refresh = [sessions(registry, parts), store(registry, parts), queue(registry, parts), waits(registry, parts)];
    if (parts.store.load) refresh.push(load(registry, parts));
    metrics = { registry, refresh };
    known.set(parts.sessions, metrics);
  }
  await Promise.all(metrics.refresh.map((each) => each()));
  return metrics.registry;
}

class Made {
  constructor(private readonly registry: Registry) {}

  gauge(name: string, help: string, ...labelNames: string[]): Gauge {
    return new Gauge({ name: `restante_${name}`, help, labelNames, registers: [this.registry] });
  }

  counter(name: string, help: string, ...labelNames: string[]): Counter {
    return new Counter({ name: `restante_${name}_total`, help, labelNames, registers: [this.registry] });
  }
}

/** A counter that another part counts: it is set to what that says. */
function set(counter: Counter, value: number, labels: Record<string, string> = {}): void {
  counter.remove(labels);
  counter.inc(labels, value);
}

function sessions(registry: Registry, { sessions: log }: Parts): Refresh {
  const make = new Made(registry);
  const open = make.gauge('sessions_open', 'Sessions that are open, by protocol', 'protocol');
  const messages = make.counter('messages_received', 'Messages that sessions brought, by protocol', 'protocol');
  const over = make.counter('sessions_ended', 'Sessions that ended, by protocol and outcome', 'protocol', 'outcome');
  return () => {
    for (const { protocol, ended, ...each } of log.counts()) {
      open.set({ protocol }, each.open);
      set(messages, each.messages, { protocol });
      for (const [outcome, count] of Object.entries(ended)) set(over, count, { protocol, outcome });
    }
  };
}

function waits(registry: Registry, { waiters, inboxes }: Parts): Refresh {
  const make = new Made(registry);
  const open = make.gauge('waits_open', 'Requests that wait for mail');
  const lent = make.gauge('inboxes_lent', 'Inboxes that are lent for tests at present');
  return () => {
    open.set(waiters.size);
    lent.set(inboxes.all.length);
  };
}

function store(registry: Registry, { store: asked }: Parts): Refresh {
  const make = new Made(registry);
  const up = make.gauge('store_up', '1 when changes can be kept, as far as is known, else 0');
  const messages = make.gauge('store_messages', 'Messages in the store');
  const unseen = make.gauge('store_messages_unseen', 'Messages in the store that nobody has read');
  const bytes = make.gauge('store_bytes', 'Raw bytes of all messages in the store');
  const accounts = make.gauge('store_accounts', 'Accounts in the store');
  const appended = make.counter('store_appended', 'Messages that came into the store');
  const deleted = make.counter('store_deleted', 'Messages that were deleted or evicted');
  return async () => {
    // Of a store that does not answer the last figures are better than none.
    const stats = await asked.stats().catch(() => null);
    up.set(stats && !asked.failure ? 1 : 0);
    if (!stats) return;
    messages.set(stats.messages);
    unseen.set(stats.unseen);
    bytes.set(stats.bytes);
    accounts.set(stats.accounts);
    set(appended, stats.appended);
    set(deleted, stats.deleted);
  };
}

/** Of a store that others share. */
function load(registry: Registry, { store: asked }: Parts): Refresh {
  const make = new Made(registry);
  const transactions = make.counter('store_transactions', 'Transactions of this node, by how they ended', 'outcome');
  const changes = make.counter('store_changes', 'Changes of this node that were committed');
  const waiting = make.gauge('store_changes_waiting', 'Changes that wait for their transaction');
  const readers = make.gauge('store_readers', 'Connections for reading, and requests that wait for one', 'state');
  const listening = make.gauge('store_listening', '1 when changes of other nodes are told, 0 when they are looked for');
  return () => {
    const now = asked.load;
    if (!now) return;
    set(transactions, now.turns, { outcome: 'committed' });
    set(transactions, now.failed, { outcome: 'failed' });
    set(changes, now.items);
    waiting.set(now.waiting);
    readers.set({ state: 'busy' }, now.readers.total - now.readers.idle);
    readers.set({ state: 'idle' }, now.readers.idle);
    readers.set({ state: 'wanted' }, now.readers.waiting);
    listening.set(now.listening ? 1 : 0);
  };
}

function queue(registry: Registry, { relay }: Parts): Refresh {
  const help = 'Outgoing mail by state: waiting, of which active is being sent, and uncertain';
  const items = new Made(registry).gauge('queue_items', help, 'state');
  return async () => {
    const status = await relay.status().catch(() => null);
    if (!status) return;
    for (const state of ['waiting', 'active', 'uncertain'] as const) items.set({ state }, status[state]);
  };
}
