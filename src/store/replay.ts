import type { Location, MessageRow, Position, StoreEvent } from './types.js';

/** An arrival as the log keeps it: rows are large and can be had again. */
interface Arrived {
  readonly type: 'arrived';
  readonly position: Position;
  readonly id: string;
  readonly locations: readonly Location[];
  /** What its row keeps alive elsewhere, bytes. */
  readonly bytes: number;
}

type Logged = Exclude<StoreEvent, { type: 'message' }> | Arrived;

/** Roughly the bytes that an event keeps alive. */
function weigh(event: Logged): number {
  switch (event.type) {
    case 'arrived':
      return 150 + 100 * event.locations.length + event.bytes;
    case 'entries':
    case 'flags':
      return 150 + 150 * event.entries.length;
    case 'expunged':
      return 150 + 24 * event.uids.length;
    case 'deleted':
      return 150 + 60 * event.ids.length + 60 * event.accounts.length;
    case 'updated':
      return 150 + 120 * event.messages.length;
    default:
      return 200;
  }
}

/** Where the rows of arrivals are that the log does not keep itself. */
export interface Rows {
  /** The row of a message as it is now; undefined when it is gone. */
  readonly row: (id: string) => MessageRow | undefined;
  /** Bytes that a row keeps alive only for the log; default 0. */
  readonly weigh?: (row: MessageRow) => number;
  /** Called when the log will not ask for a row any more. */
  readonly forget?: (id: string) => void;
}

/**
 * The latest events, bounded by number and bytes, for subscribers that were away for a while. Rows are not kept but
 * asked for again: ten thousand of them would be 25 MB that the collector has to carry through.
 */
export class ReplayLog {
  /** The events are those from `#head` on; what is before it is cut off now and then, not at every push. */
  #events: (Logged | undefined)[] = [];
  #head = 0;
  #bytes = 0;
  /** Position of the newest event that is no longer known. */
  #floor: Position;
  /** Position of the newest event. */
  last: Position;

  constructor(
    position: Position,
    private readonly maxEvents: number,
    private readonly maxBytes: number,
    private readonly rows: Rows,
  ) {
    this.#floor = position;
    this.last = position;
  }

  push(event: StoreEvent): void {
    const logged: Logged =
      event.type === 'message'
        ? {
            type: 'arrived',
            position: event.position,
            id: event.message.id,
            locations: event.locations,
            bytes: this.rows.weigh?.(event.message) ?? 0,
          }
        : event;
    this.#events.push(logged);
    this.#bytes += weigh(logged);
    this.last = event.position;
    while (this.#events.length - this.#head > this.maxEvents || this.#bytes > this.maxBytes) {
      const oldest = this.#events[this.#head];
      if (!oldest) break;
      this.#events[this.#head++] = undefined;
      this.#bytes -= weigh(oldest);
      this.#floor = oldest.position;
      if (oldest.type === 'arrived') this.rows.forget?.(oldest.id);
    }
    if (this.#head > 1024 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
  }

  /**
   * The events after a position, or undefined when not all of them are known any more. Arrivals of messages that are
   * gone again are left out.
   */
  after(position: Position): StoreEvent[] | undefined {
    if (position < this.#floor || position > this.last) return undefined;
    let low = this.#head;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = this.#events[middle];
      if (event && event.position <= position) low = middle + 1;
      else high = middle;
    }
    return this.#events.slice(low).flatMap((logged) => this.#recall(logged as Logged) ?? []);
  }

  #recall(logged: Logged): StoreEvent | undefined {
    if (logged.type !== 'arrived') return logged;
    const message = this.rows.row(logged.id);
    return message && { type: 'message', position: logged.position, message, locations: logged.locations };
  }
}
