import type { Location, StoreEvent } from '../types.js';

/** An arrival as the table of events keeps it: the row is that of the message, as it is when the event is read. */
export interface Arrived {
  readonly type: 'arrived';
  readonly position: number;
  readonly id: string;
  readonly locations: readonly Location[];
}

export type WrittenEvent = Exclude<StoreEvent, { type: 'message' }> | Arrived;

export const written = (events: readonly StoreEvent[]): WrittenEvent[] =>
  events.map((event) =>
    event.type === 'message'
      ? { type: 'arrived', position: event.position, id: event.message.id, locations: event.locations }
      : event,
  );
