import type { Message, MessageRow, StoreEvent } from '../types.js';

/** A message with all of its parts as its own, to be compared. */
export function plainMessage(message: Message): Message {
  const { structure, session, locations } = message;
  return { ...plainRow(message), structure, session, locations };
}

/** What a list would have of a message. */
export function plainRow({ id, position, receivedAt, size, envelope, summary, tags, seen }: MessageRow): MessageRow {
  return { id, position, receivedAt, size, envelope, summary, tags, seen };
}

/** … and an event. */
export function plainEvent(event: StoreEvent): StoreEvent {
  if (event.type !== 'message') return event;
  const { type, position, message, locations } = event;
  return { type, position, message: plainRow(message), locations };
}
