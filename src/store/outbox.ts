/** How it stands with one recipient; see `relay/events.ts`. All but `waiting` are final. */
export type OutboxState = 'waiting' | 'delivered' | 'failed' | 'expired' | 'cancelled' | 'uncertain';

/** One recipient of an item. */
export interface OutboxRecipient {
  readonly address: string;
  /** RFC 3461 NOTIFY as it came, upper case; null when it did not. */
  readonly notify: string | null;
  /** RFC 3461 ORCPT as it came (`rfc822;ann+40example.org`); null when it did not. */
  readonly orcpt: string | null;
  readonly state: OutboxState;
  /** The reply that decided, or our own words; `""` before the first attempt. */
  readonly reply: string;
  /** RFC 3463, `""` before the first attempt. */
  readonly status: string;
  /** Who replied: the name of a host; null when nobody did. */
  readonly host: string | null;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
  /** Whoever sent the message has been told, or need not be. Of final states only. */
  readonly reported: boolean;
}

/** What the relay wants kept with an item and the outbox does not look at: JSON. */
export type OutboxOrders = Readonly<Record<string, unknown>>;

/** A message on its way to one destination. */
export interface OutboxItem {
  /** UUIDv7: sorts by the time when it came. */
  readonly id: string;
  readonly messageId: string;
  /** Items of one destination share its connections: a domain, or a relay. */
  readonly destination: string;
  readonly orders: OutboxOrders;
  readonly recipients: readonly OutboxRecipient[];
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Attempts that ended. */
  readonly attempts: number;
  /** When it is due; null when it is done, or when a person must decide (`uncertain`). */
  readonly nextAttempt: number | null;
  /** The sender was told that it takes long. */
  readonly delayReported: boolean;
  /** Whose turn it is; null when nobody works at it. */
  readonly lease: Lease | null;
}

/** The right to work at an item, for a time. */
export interface Lease {
  readonly token: string;
  readonly until: number;
}

export interface NewOutboxItem {
  readonly messageId: string;
  readonly destination: string;
  readonly orders: OutboxOrders;
  readonly recipients: readonly Pick<OutboxRecipient, 'address' | 'notify' | 'orcpt'>[];
  readonly expiresAt: number;
}

/** What is new about a recipient, by its place in the item. */
export interface OutboxChange {
  readonly at: number;
  readonly state: OutboxState;
  readonly reply: string;
  readonly status: string;
  readonly host: string | null;
  readonly reported: boolean;
}

/** How a piece of work at an item ended. */
export interface Settlement {
  readonly changes: readonly OutboxChange[];
  /** Adds one to `attempts`. */
  readonly attempted: boolean;
  /** Of the recipients that wait, or whose reports are due; ignored when there are none. */
  readonly nextAttempt: number;
  readonly delayReported?: boolean;
  /** The work goes on under the same lease: what was learned is kept, and nobody else begins. */
  readonly keepLease?: boolean;
}

/** Up to where arriving mail was looked at; a position means nothing in a store of another epoch. */
export interface Seen {
  readonly epoch: string;
  readonly position: number;
}

export interface OutboxPage {
  /** Newest first. */
  readonly items: readonly OutboxItem[];
  /** `after` of the next page; null at the end. */
  readonly next: string | null;
}

export interface OutboxCounts {
  /** Items with a recipient that waits. */
  readonly waiting: number;
  /** … of which somebody works at so many. */
  readonly active: number;
  /** Items for a person to decide. */
  readonly uncertain: number;
  /** Items that are done and still remembered. */
  readonly done: number;
}

/**
 * Where mail waits on its way out. It promises, and `contract/outbox.ts` proves it for every driver:
 *
 * - What `add`, `begin` and `settle` have accepted survives what the driver promises.
 * - An item is claimed by one worker at a time, of however many processes. A worker that dies loses its lease when its
 *   time is over (of a process on its own: when it starts again); the item is then due again.
 * - Except that recipients for which `begin` was said and nothing was settled are `uncertain` then: they may have the
 *   mail, and nobody sends it to them a second time unasked.
 *
 * A PostgreSQL driver claims by `FOR UPDATE SKIP LOCKED`. Every method may reject with `StoreClosed` after `close`, and
 * with `StoreUnavailable` when the medium fails.
 */
export interface Outbox {
  open(): Promise<void>;
  /** Leases that are held are given back. Harmless a second time. */
  close(): Promise<void>;
  /**
   * Keeps new items, all or none, due at once; with them, at one moment, up to where arriving mail has been looked at, so
   * that a start goes on there and sends nothing twice. Nodes of one store all look at it: `from` is up to where it had
   * been when the caller began to look, and nothing is kept when another was quicker.
   * @throws OutboxFull, SeenElsewhere
   */
  add(items: readonly NewOutboxItem[], seen?: Seen & { readonly from?: number }): Promise<OutboxItem[]>;
  /** What the last `add` that said so has said. */
  seen(): Promise<Seen | null>;
  /**
   * Leases items that are due, longest due first, and those that have expired whatever else holds. May give less than
   * there is; `nextDue` then says that there is more.
   * @param limit items at most
   * @param perDestination items of one destination that are worked at at one time, those already leased included
   * @param leaseMs after this time without `renew` somebody else may have them
   */
  claim(options: { limit: number; perDestination: number; leaseMs: number; now: number }): Promise<OutboxItem[]>;
  /**
   * Holds back all items of a destination that is out of order, so that no claim gives them before; one that has expired
   * is given nevertheless. What was said last counts. Not kept over a restart.
   */
  postpone(destination: string, until: number): Promise<void>;
  /** Keeps leases for longer. Those that are lost are passed over. */
  renew(leases: readonly Lease[], until: number): Promise<void>;
  /**
   * From here on these recipients may get the mail. Called before its last byte is sent.
   * @param places in the item's recipients
   * @throws LeaseLost: then nothing must be sent
   */
  begin(id: string, token: string, places: readonly number[]): Promise<void>;
  /** Writes down what happened, and gives the lease back. @throws LeaseLost */
  settle(id: string, token: string, settlement: Settlement): Promise<OutboxItem>;
  /** Makes an item due now: those that wait, and of a person's decision the `uncertain`, `failed`, `expired` and `cancelled` ones too. @throws OutboxItemNotFound, OutboxItemBusy */
  retry(id: string, now: number, states?: readonly OutboxState[]): Promise<OutboxItem>;
  /** Stops the recipients that wait, and lets `uncertain` ones rest. @throws OutboxItemNotFound, OutboxItemBusy */
  cancel(id: string, now: number, reply: string): Promise<OutboxItem>;
  /** @throws OutboxItemNotFound */
  get(id: string): Promise<OutboxItem>;
  /** Newest first. `open`: those that are not done. */
  list(options: { limit: number; after?: string; messageId?: string; open?: boolean }): Promise<OutboxPage>;
  counts(): Promise<OutboxCounts>;
  /** When the next item is due that somebody could work at; null when there is none. */
  nextDue(): Promise<number | null>;
  /** Calls when there may be more to do than before, by whichever process. */
  onWork(listener: () => void): void;
  /** Names what does not fit together. */
  verify(): Promise<string[]>;
}

export const isFinal = (state: OutboxState): boolean => state !== 'waiting';
