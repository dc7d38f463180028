import { Slice } from '../../lib/slice.js';
import type { Query } from '../../search/ast.js';
import { encodeCursor } from '../../store/cursor.js';
import { CursorExpired } from '../../store/errors.js';
import type { Position, StoreEvent, Subscription } from '../../store/store.js';
import type { Context } from '../context.js';
import { createMatcher, type Matcher } from '../matcher.js';
import type { LiveEvent } from '../schemas/server.js';

/** At most so many milliseconds between an event and its batch. */
const BATCH = 16;
/** How often a client that is behind is looked at, milliseconds. */
const RETRY = 50;
/** Events that wait for a slow client; beyond that it lists again. About 1 KB each. */
export const BACKLOG = 2000;

/** Where a feed goes: a socket.io client or an SSE response. */
export interface Sink {
  /** False while what was sent has not left yet. */
  ready(): boolean;
  send(events: readonly LiveEvent[]): void;
  /** Tells the client to list again; `cursor` is where the feed goes on. */
  resync(cursor: string): void;
}

export interface FeedOptions {
  readonly since?: Position;
  /** The cursor was given but is of another store or too old. */
  readonly expired?: boolean;
  readonly account?: string;
  readonly query?: Query;
}

/** One client's events: in order, filtered, in batches, and never more of them in memory than `BACKLOG`. */
export class Feed {
  readonly cursor: string;
  /** What came after `since` will be told. */
  readonly resumed: boolean;
  readonly #matches: Matcher;
  readonly #subscription: Subscription;
  #incoming: StoreEvent[] = [];
  #outgoing: LiveEvent[] = [];
  #lost = false;
  /** The client listed at this position: what happened until then it knows. */
  #listedAt: Position = -1;
  #pumping = false;
  #closed = false;
  #started = false;
  #timer: NodeJS.Timeout | undefined;
  #sentAt = 0;

  constructor(
    readonly context: Context,
    readonly options: FeedOptions,
    readonly sink: Sink,
  ) {
    const { store } = context;
    const { since } = options;
    this.#matches = createMatcher(store, options.query, options.account);
    this.cursor = encodeCursor(store, store.position);
    let subscription: Subscription | undefined;
    try {
      if (since !== undefined) subscription = store.subscribe(this.#take, { since });
    } catch (error) {
      if (!(error instanceof CursorExpired)) throw error;
    }
    this.resumed = subscription !== undefined;
    if (!this.resumed && (since !== undefined || options.expired)) this.#lost = true;
    this.#subscription = subscription ?? store.subscribe(this.#take);
  }

  /** Begins to send; what came since the construction comes first. */
  start(): void {
    this.#started = true;
    if (this.#lost) this.#schedule();
    void this.#pump();
  }

  close(): void {
    this.#closed = true;
    this.#subscription.close();
    clearTimeout(this.#timer);
    this.#incoming = [];
    this.#outgoing = [];
  }

  readonly #take = (event: StoreEvent): void => {
    if (this.#closed) return;
    this.#incoming.push(event);
    if (this.#incoming.length > BACKLOG) this.#lose();
    else if (this.#started) void this.#pump();
  };

  #lose(): void {
    this.#incoming = [];
    this.#outgoing = [];
    this.#lost = true;
    this.#schedule();
  }

  async #pump(): Promise<void> {
    if (this.#pumping || !this.#started) return;
    this.#pumping = true;
    const slice = new Slice();
    try {
      for (let event = this.#incoming.shift(); event; event = this.#incoming.shift()) {
        if (this.#lost || event.position <= this.#listedAt) continue;
        const wanted = this.#wants(event);
        const told = (typeof wanted === 'boolean' ? wanted : await wanted)
          ? await this.context.projector.project(event)
          : undefined;
        await slice.turn();
        // After a loss the client lists anyway, and so sees this one.
        if (!told || this.#lost || this.#closed || event.position <= this.#listedAt) continue;
        this.#outgoing.push(told);
        if (this.#outgoing.length > BACKLOG) this.#lose();
        else this.#schedule();
      }
    } catch (error) {
      this.context.logger.debug({ err: error }, 'a live event could not be told');
      if (!this.#closed) this.#lose();
    } finally {
      this.#pumping = false;
    }
  }

  #wants(event: StoreEvent): boolean | Promise<boolean> {
    const { account } = this.options;
    if (event.type === 'message') return this.#matches(event);
    if (event.type === 'deleted') return account === undefined || event.accounts.includes(account);
    if (event.type === 'expunged') return account === undefined || event.account === account;
    return true;
  }

  #schedule(): void {
    if (this.#timer || this.#closed || !this.#started) return;
    this.#timer = setTimeout(this.#flush, Math.max(0, this.#sentAt + BATCH - performance.now()));
  }

  readonly #flush = (): void => {
    this.#timer = undefined;
    if (this.#closed) return;
    if (!this.sink.ready()) {
      this.#timer = setTimeout(this.#flush, RETRY);
      return;
    }
    this.#sentAt = performance.now();
    if (this.#lost) {
      this.#lost = false;
      const { store } = this.context;
      this.#listedAt = store.position;
      this.sink.resync(encodeCursor(store, this.#listedAt));
      return;
    }
    const events = this.#outgoing;
    this.#outgoing = [];
    if (events.length > 0) this.sink.send(events);
  };
}
