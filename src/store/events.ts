import { CursorExpired, StoreClosed } from './errors.js';
import { REPLAY_BYTES, REPLAY_EVENTS } from './limits.js';
import { ReplayLog, type Rows } from './replay.js';
import type { Position, StoreEvent, SubscribeOptions, Subscription } from './types.js';

type Listener = (event: StoreEvent) => void;

interface Subscriber {
  readonly listener: Listener;
  /** It has had everything up to here, or asked for nothing before. */
  readonly after: Position;
  closed: boolean;
}

export interface EventHubOptions extends Rows {
  /** The latest position before the first event to come; default 0. */
  position?: Position;
  /** Bounds of the replay log. */
  maxEvents?: number;
  maxBytes?: number;
  /** Hears what a listener throws; the other listeners get their event all the same. */
  onError?: (error: unknown) => void;
}

/**
 * Tells subscribers what happened, in order. Whatever a listener does in its call (subscribe, close, or change the
 * store), every other one still gets all events, once, and in order: what is published meanwhile waits its turn.
 */
export class EventHub {
  readonly #log: ReplayLog;
  readonly #all = new Set<Subscriber>();
  /** Sessions watch one mailbox each: an event goes straight to those it concerns. */
  readonly #byMailbox = new Map<string, Set<Subscriber>>();
  readonly #queue: StoreEvent[] = [];
  readonly #onError: (error: unknown) => void;
  #draining = false;
  #closed = false;

  constructor(options: EventHubOptions) {
    this.#log = new ReplayLog(
      options.position ?? 0,
      options.maxEvents ?? REPLAY_EVENTS,
      options.maxBytes ?? REPLAY_BYTES,
      options,
    );
    this.#onError = options.onError ?? ((error) => process.emitWarning(`A store listener failed: ${error}`));
  }

  /** Tells what has become durable and visible. Positions must ascend. */
  publish(events: readonly StoreEvent[]): void {
    if (this.#closed) return;
    for (const event of events) {
      this.#log.push(event);
      this.#queue.push(event);
    }
    this.#drain([]);
  }

  /** Calls `first`, then whatever is queued; a nested call leaves that to the outer one. */
  #drain(first: readonly (() => void)[]): void {
    const outer = !this.#draining;
    this.#draining = true;
    try {
      for (const call of first) call();
      if (!outer) return;
      // for…of over an array also visits what is pushed while it runs.
      for (const event of this.#queue) {
        for (const subscriber of this.#all) this.#call(subscriber, event);
        const watchers = 'mailboxId' in event ? this.#byMailbox.get(event.mailboxId) : undefined;
        if (watchers) for (const subscriber of watchers) this.#call(subscriber, event);
      }
    } finally {
      if (outer) {
        this.#queue.length = 0;
        this.#draining = false;
      }
    }
  }

  /** @throws CursorExpired when `since` is older than the log or newer than the store; StoreClosed */
  subscribe(listener: Listener, options: SubscribeOptions = {}): Subscription {
    if (this.#closed) throw new StoreClosed();
    const { since, mailboxId } = options;
    const missed = since === undefined ? [] : this.#log.after(since);
    if (!missed) throw new CursorExpired();
    const subscriber: Subscriber = { listener, after: this.#log.last, closed: false };
    const group = this.#group(mailboxId);
    group.add(subscriber);
    const wanted = missed.filter((event) => mailboxId === undefined || this.#concerns(event, mailboxId));
    if (wanted.length > 0) this.#drain(wanted.map((event) => () => this.#tell(subscriber, event)));
    return {
      close: () => {
        subscriber.closed = true;
        group.delete(subscriber);
        if (mailboxId !== undefined && group.size === 0 && this.#byMailbox.get(mailboxId) === group)
          this.#byMailbox.delete(mailboxId);
      },
    };
  }

  /** Ends all subscriptions. */
  close(): void {
    this.#closed = true;
    for (const subscriber of [...this.#all, ...[...this.#byMailbox.values()].flatMap((set) => [...set])])
      subscriber.closed = true;
    this.#all.clear();
    this.#byMailbox.clear();
  }

  #group(mailboxId: string | undefined): Set<Subscriber> {
    if (mailboxId === undefined) return this.#all;
    const group = this.#byMailbox.get(mailboxId) ?? new Set();
    this.#byMailbox.set(mailboxId, group);
    return group;
  }

  #concerns(event: StoreEvent, mailboxId: string): boolean {
    return 'mailboxId' in event && event.mailboxId === mailboxId;
  }

  #call(subscriber: Subscriber, event: StoreEvent): void {
    if (event.position > subscriber.after) this.#tell(subscriber, event);
  }

  #tell(subscriber: Subscriber, event: StoreEvent): void {
    if (subscriber.closed) return;
    try {
      subscriber.listener(event);
    } catch (error) {
      this.#onError(error);
    }
  }
}
