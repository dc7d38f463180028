import { collect } from '../../lib/collect.js';
import type { Logger } from '../../lib/logger.js';
import { MessageNotFound, SeenElsewhere, StoreClosed } from '../../store/errors.js';
import type { NewOutboxItem, Outbox } from '../../store/outbox.js';
import type { Message, MessageRow, Store, Subscription } from '../../store/store.js';
import { itemsFor } from '../release/items.js';
import { MAX_HOPS } from '../route/limits.js';
import { hopsOf } from '../send/received.js';
import type { RuleEngine } from './engine.js';

export interface ArrivalsParts {
  readonly store: Store;
  readonly outbox: Outbox;
  /** The rules as they are now. */
  readonly engine: () => RuleEngine;
  readonly expireAfter: () => number;
  /** Called for each message that went into the queue. */
  readonly queued: (items: Awaited<ReturnType<Outbox['add']>>) => void;
  readonly logger: Logger;
}

/** Messages that are looked at at one go. */
const PAGE = 100;
/** How often it is written down how far that has come, milliseconds, when nothing was let out. */
const NOTE_MS = 1000;
/** When the queue is full or the store fails, milliseconds. */
const REST_MS = 1000;
/** Only what came from outside, and what we report. */
const VIAS = new Set<MessageRow['envelope']['via']>(['smtp', 'http', 'relay']);

/**
 * Holds mail that has arrived against the rules, behind its arrival: whoever sent it has its answer already. It follows
 * the store by position, and what it let out is written down with the position at one moment, so that a process that
 * dies goes on where it was.
 */
export class Arrivals {
  #from = 0;
  #noted = 0;
  #notedAt = 0;
  #subscription: Subscription | undefined;
  #working = false;
  #again = false;
  #running = false;
  #work: Promise<void> = Promise.resolve();

  constructor(private readonly parts: ArrivalsParts) {}

  async start(): Promise<void> {
    const { store, outbox } = this.parts;
    const seen = await outbox.seen();
    // Without a note of this store: what was there before the relay was is not sent.
    await store.reach?.(seen?.position ?? 0);
    this.#from = seen?.epoch === store.epoch ? Math.min(seen.position, store.position) : store.position;
    if (seen?.epoch === store.epoch) this.#noted = this.#from;
    else await this.#note();
    this.#running = true;
    this.#subscription = store.subscribe((event) => {
      if (event.type === 'message') this.wake();
    });
    this.wake();
  }

  async stop(): Promise<void> {
    this.#running = false;
    this.#subscription?.close();
    await this.#work;
    await this.#note().catch(() => {});
  }

  /** New rules are for new mail. Resolves when that holds also after a restart. */
  async begin(): Promise<void> {
    await this.#work;
    this.#from = this.parts.store.position;
    await this.#note();
  }

  wake(): void {
    if (!this.#running) return;
    if (this.parts.engine().idle) {
      if (!this.#working) this.#from = this.parts.store.position;
      return;
    }
    this.#again = true;
    if (this.#working) return;
    this.#working = true;
    this.#work = this.#follow().finally(() => {
      this.#working = false;
    });
  }

  async #follow(): Promise<void> {
    while (this.#again && this.#running) {
      this.#again = false;
      try {
        while (this.#running && (await this.#page()));
      } catch (error) {
        if (error instanceof StoreClosed) return;
        this.parts.logger.warn({ error: String(error) }, 'relay rules could not be applied; that is tried again');
        await new Promise((resolve) => setTimeout(resolve, REST_MS).unref());
        this.#again = true;
      }
    }
  }

  /** Whether there was something. */
  async #page(): Promise<boolean> {
    const { store } = this.parts;
    const upTo = store.position;
    const { messages } = await store.list({ since: this.#from, upTo, order: 'oldest', limit: PAGE });
    const items: NewOutboxItem[] = [];
    for (const row of messages) if (VIAS.has(row.envelope.via)) items.push(...(await this.#itemsOf(row)));
    const position = messages.length === PAGE ? (messages.at(-1)?.position ?? upTo) : upTo;
    if (items.length > 0) {
      if (!(await this.#keep(items, position))) return true;
    }
    this.#from = position;
    if (Date.now() - this.#notedAt > NOTE_MS) await this.#note();
    return messages.length > 0;
  }

  /** False when another node of the store has seen to this mail: then it goes on behind that. */
  async #keep(items: readonly NewOutboxItem[], position: number): Promise<boolean> {
    const { store, outbox } = this.parts;
    try {
      const added = await outbox.add(items, { epoch: store.epoch, position, from: this.#noted });
      this.#noted = position;
      this.parts.queued(added);
      return true;
    } catch (error) {
      if (!(error instanceof SeenElsewhere)) throw error;
      const seen = await outbox.seen();
      this.#noted = seen?.position ?? 0;
      this.#from = this.#noted;
      await store.reach?.(this.#from);
      return false;
    }
  }

  async #itemsOf(row: MessageRow): Promise<NewOutboxItem[]> {
    const { dispatches } = await this.parts.engine().decide(row);
    if (dispatches.length === 0) return [];
    const message = await this.#messageOf(row);
    if (!message) return [];
    const expiresAt = Date.now() + this.parts.expireAfter();
    return dispatches.flatMap(({ rule, wanted }) => {
      const reversePath = rule.reversePath ?? row.envelope.reversePath.address;
      const orders = {
        by: `rule:${rule.name}`,
        via: rule.via,
        reversePath,
        from: rule.headerFrom ?? null,
        keep: rule.keep,
      };
      return itemsFor(message, wanted, orders, expiresAt);
    });
  }

  /** Undefined when it is gone, or goes round in a circle. */
  async #messageOf({ id }: MessageRow): Promise<Message | undefined> {
    const { store, logger } = this.parts;
    try {
      const message = await store.get(id);
      const { end } = message.structure.root.header;
      const { hops, here } = hopsOf(await collect(store.read(id, { start: 0, end })), store.epoch);
      if (!here && hops < MAX_HOPS) return message;
      logger.warn({ message: id, hops }, 'a message that was sent from here came back; no rule sends it again');
      return undefined;
    } catch (error) {
      if (error instanceof MessageNotFound) return undefined;
      throw error;
    }
  }

  async #note(): Promise<void> {
    const { store, outbox } = this.parts;
    this.#notedAt = Date.now();
    if (this.#noted === this.#from) return;
    this.#noted = this.#from;
    await outbox.add([], { epoch: store.epoch, position: this.#from });
  }
}
