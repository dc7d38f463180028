import type { Config } from '../config/schema.js';
import type { Logger } from '../lib/logger.js';
import type { Envelope } from '../message/types.js';
import { parseQuery } from '../search/parse.js';
import { NO_RELAY, type RelaySettings } from '../settings/relay.js';
import type { Settings } from '../settings/settings.js';
import type { Outbox, OutboxItem, OutboxState } from '../store/outbox.js';
import type { Tagging } from '../store/receive.js';
import type { Delivery, Message, MessageRow, Store } from '../store/store.js';
import { createResolver } from './dns/resolver.js';
import { serversOf } from './dns/servers.js';
import { RelayBus, type RelayEvents, type Routed } from './events.js';
import { Runner } from './queue/runner.js';
import { onwardOf } from './queue/stops.js';
import { ordersOf } from './release/orders.js';
import { inReleaseWords, planRelease, type ReleaseRequest } from './release/release.js';
import { Reporter } from './report/reporter.js';
import { LocalDomains, targetOf } from './route/domain.js';
import { RelayRouter } from './route/router.js';
import { Arrivals } from './rules/arrivals.js';
import { type Decision, RuleEngine } from './rules/engine.js';
import { Gate } from './rules/patterns.js';
import { Rates } from './rules/rate.js';
import { warningsOf } from './rules/warnings.js';
import { createSelfCheck, type OwnListener } from './self.js';
import { Pool } from './send/pool.js';

export { ReleaseRefused, type ReleaseRequest } from './release/release.js';
export type { Decision } from './rules/engine.js';

/** Domains that a preview looks up; the rest is said to be more of the same. */
const PREVIEW_DOMAINS = 20;

export interface RelayParts {
  readonly config: Config;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly settings: Settings;
  /** The mailboxes that a message goes to. */
  readonly route: (envelope: Envelope) => Delivery[];
  readonly tagging: Tagging;
  /** Where this server takes mail itself. */
  readonly listeners: () => readonly OwnListener[];
  readonly logger: Logger;
}

/** What would become of one recipient, without anything being sent. */
export interface Preview extends Decision {
  /** Its domain is one of `--local-domains`: no rule lets it out, only a person. */
  readonly local: boolean;
  /**
   * Where it goes, or would go if it were let out; null when it is local and may not be released, or when looking that up was not allowed
   * (`--dns`) or would be too much.
   */
  readonly routed: Routed | null;
}

export interface RelayStatus {
  /** Mail can leave: sending is on, and somebody is on the allow-list. */
  readonly on: boolean;
  readonly warnings: readonly string[];
  readonly waiting: number;
  readonly active: number;
  readonly uncertain: number;
  /** Destinations that cannot be reached, with the time until which they rest, milliseconds since the epoch. */
  readonly resting: readonly { readonly destination: string; readonly until: number }[];
}

/** The way out into the world. As it comes, nothing takes it. */
export class Relay {
  readonly outbox: Outbox;
  readonly #parts: RelayParts;
  readonly #bus = new RelayBus();
  readonly #local: LocalDomains;
  readonly #runner: Runner;
  readonly #arrivals: Arrivals;
  readonly #rates = new Rates();
  readonly #resolver;
  readonly #isSelf;
  #settings: RelaySettings = NO_RELAY;
  #gate = new Gate(NO_RELAY);
  #engine: RuleEngine;
  #started = false;

  constructor(parts: RelayParts) {
    const { config, store, outbox, route, tagging, listeners, logger } = parts;
    const { name } = config;
    this.#parts = parts;
    this.outbox = outbox;
    this.#local = new LocalDomains(config.relay.localDomains);
    this.#resolver = createResolver({ servers: serversOf(config.relay.dns) });
    this.#isSelf = createSelfCheck(name, listeners);
    this.#engine = this.#engineFor(this.#rates);
    this.#runner = new Runner({
      store,
      outbox,
      settings: () => this.#settings,
      gate: () => this.#gate,
      router: () => this.#routerNow(),
      pool: new Pool(name, () => this.#settings.queue.perDestination),
      reporter: new Reporter({ store, route, tagging, name }),
      bus: this.#bus,
      name,
      logger,
    });
    this.#arrivals = new Arrivals({
      store,
      outbox,
      engine: () => this.#engine,
      expireAfter: () => this.#settings.queue.expireAfter,
      queued: (items) => this.#tellQueued(items),
      logger,
    });
    parts.settings.follow(({ relay = NO_RELAY }) => this.#take(relay));
  }

  /** What happens to mail on its way out. */
  get events(): RelayEvents {
    return this.#bus;
  }

  get settings(): RelaySettings {
    return this.#settings;
  }

  /** Begins to work at the queue, and to hold arriving mail against the rules. */
  async start(): Promise<void> {
    await this.#arrivals.start();
    this.#started = true;
    this.#runner.start();
    this.#say();
  }

  /** Begins nothing more; what is under way may end, so long. */
  async stop(timeoutMs: number): Promise<void> {
    this.#started = false;
    await this.#arrivals.stop();
    await this.#runner.stop(timeoutMs);
  }

  async status(): Promise<RelayStatus> {
    const { waiting, active, uncertain } = await this.outbox.counts();
    const { enabled, allow } = this.#settings;
    return {
      on: enabled && allow.length > 0,
      warnings: this.warnings(),
      waiting,
      active,
      uncertain,
      resting: this.#runner.resting,
    };
  }

  /** What is set and cannot work; of other settings, when some are given. */
  warnings(settings: RelaySettings = this.#settings): string[] {
    return warningsOf(settings, this.#local);
  }

  /** Sends a message out because somebody asked for it. @throws ReleaseRefused, StoreUnavailable */
  async release(message: Message, request: ReleaseRequest): Promise<OutboxItem[]> {
    const items = planRelease(message, request, this.#settings, this.#gate, Date.now());
    const added = await inReleaseWords(this.outbox.add(items));
    this.#tellQueued(added);
    return added;
  }

  /** Tries an item of the queue again, now; with recipients in these states too. @throws OutboxItemNotFound, OutboxItemBusy */
  async retry(id: string, states: readonly OutboxState[]): Promise<OutboxItem> {
    const item = await this.outbox.retry(id, Date.now(), states);
    // A person knows that the destination is back.
    await this.#runner.unrest(item.destination);
    return item;
  }

  /** Stops what waits. @throws OutboxItemNotFound, OutboxItemBusy */
  async cancel(id: string): Promise<OutboxItem> {
    const reply = 'Stopped by hand.';
    const item = await this.outbox.cancel(id, Date.now(), reply);
    for (const { address, state, changedAt } of item.recipients) {
      if (state !== 'cancelled') continue;
      const about = { at: changedAt, messageId: item.messageId, itemId: id, recipient: address } as const;
      this.#bus.tell({ ...about, type: 'recipient', state, reply, status: '', nextAttempt: null });
    }
    return item;
  }

  /** Whether a person may release to an address. */
  mayRelease(address: string): boolean {
    return this.#settings.enabled && this.#gate.refusal(address, false) === null;
  }

  /** What the rules say of each recipient of a message, and where its mail would go; nothing is sent or counted. */
  async preview(message: MessageRow): Promise<Preview[]> {
    const { decisions } = await this.#engineFor(null).decide(message);
    const mayAsk = this.#parts.config.relay.dns.length > 0 || this.#settings.enabled;
    const router = this.#routerNow();
    const asked = new Map<string, Promise<Routed>>();
    return Promise.all(
      decisions.map(async (decision) => {
        const address = decision.to ?? decision.recipient;
        // What is local goes nowhere by a rule, but a person may let it out.
        const local = router.local(address) !== null;
        if (!mayAsk || (local && !this.mayRelease(address))) return { ...decision, local, routed: null };
        const via = decision.via ?? this.#settings.via;
        const key = `${via} ${targetOf(address)?.domain}`;
        let routed = asked.get(key);
        if (!routed && asked.size < PREVIEW_DOMAINS) {
          routed = router.onward(address, onwardOf(via, this.#settings));
          asked.set(key, routed);
        }
        return { ...decision, local, routed: (await routed) ?? null };
      }),
    );
  }

  #engineFor(rates: Rates | null): RuleEngine {
    const { store } = this.#parts;
    return new RuleEngine({
      settings: this.#settings,
      gate: this.#gate,
      local: (address) => this.#routerNow().local(address),
      async matches({ id }, text) {
        const { messages } = await store.list({ ids: [id], query: parseQuery(text), limit: 1 });
        return messages.length > 0;
      },
      rates,
    });
  }

  #routerNow(): RelayRouter {
    return new RelayRouter({
      resolver: this.#resolver,
      localDomains: this.#local,
      port: this.#settings.mxPort,
      isSelf: this.#isSelf,
    });
  }

  #take(settings: RelaySettings): void {
    const before = this.#settings;
    this.#settings = settings;
    this.#gate = new Gate(settings);
    this.#engine = this.#engineFor(this.#rates);
    if (!this.#started || before === settings) return;
    this.#arrivals.begin().catch((error: unknown) => {
      this.#parts.logger.warn({ error: String(error) }, 'it could not be kept from when on the new relay rules hold');
    });
    this.#runner.wake();
    this.#say();
  }

  #say(): void {
    const { logger } = this.#parts;
    for (const warning of this.warnings()) logger.warn(warning);
    if (this.#settings.enabled && this.#settings.allow.length > 0)
      logger.warn({ allow: this.#settings.allow.slice(0, 10) }, 'mail may leave this server');
  }

  #tellQueued(items: readonly OutboxItem[]): void {
    for (const { id, messageId, destination, recipients, createdAt, ...item } of items) {
      const { by, reversePath } = ordersOf(item);
      const base = { at: createdAt, messageId, itemId: id, type: 'queued', by, reversePath, destination } as const;
      this.#bus.tell({ ...base, recipients: recipients.map(({ address }) => address) });
    }
  }
}
