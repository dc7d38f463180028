import { encodeCursor } from '../store/cursor.js';
import type { Store, StoreEvent } from '../store/store.js';
import type { RowWriter } from './rows.js';
import type { LiveEvent } from './schemas/server.js';

/** Turns the store's events into those of the API; made once for all who listen. */
export class Projector {
  readonly #made = new WeakMap<StoreEvent, Promise<LiveEvent>>();

  constructor(
    readonly store: Store,
    readonly rows: RowWriter,
  ) {}

  /** Undefined for what the API does not tell: IMAP's side of things. */
  project(event: StoreEvent): LiveEvent | Promise<LiveEvent> | undefined {
    const cursor = encodeCursor(this.store, event.position);
    switch (event.type) {
      case 'message': {
        let made = this.#made.get(event);
        if (!made) {
          const accounts = [...new Set(event.locations.map(({ account }) => account))];
          made = this.rows.one(event.message).then((message) => ({ type: 'message', cursor, message, accounts }));
          this.#made.set(event, made);
        }
        return made;
      }
      case 'deleted':
        return { type: 'deleted', cursor, ids: [...event.ids] };
      case 'updated':
        return {
          type: 'updated',
          cursor,
          messages: event.messages.map(({ id, seen, tags }) => ({ id, seen, tags: [...tags] })),
        };
      case 'account': {
        const { account, change } = event;
        return change === 'metadata' ? undefined : { type: 'account', cursor, account, change };
      }
      default:
        return undefined;
    }
  }
}
