import { encodeCursor } from '../store/cursor.js';
import { MessageNotFound } from '../store/errors.js';
import type { Store, StoreEvent } from '../store/store.js';
import type { RowWriter } from './rows.js';
import type { LiveEvent } from './schemas/server.js';

/** Turns the store's events into those of the API; made once for all who listen. */
export class Projector {
  readonly #made = new WeakMap<StoreEvent, Promise<LiveEvent | undefined>>();

  constructor(
    readonly store: Store,
    readonly rows: RowWriter,
  ) {}

  /** Undefined for what the API does not tell: IMAP's side of things. */
  project(event: StoreEvent): LiveEvent | Promise<LiveEvent | undefined> | undefined {
    const cursor = encodeCursor(this.store, event.position);
    switch (event.type) {
      case 'message':
        return this.#once(event, async () => {
          const accounts = [...new Set(event.locations.map(({ account }) => account))];
          return { type: 'message', cursor, message: await this.rows.one(event.message), accounts };
        });
      case 'expunged':
        return this.#once(event, async () => {
          const ids = await this.#left(event);
          return ids.length > 0 ? { type: 'left', cursor, account: event.account, ids } : undefined;
        });
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

  #once(event: StoreEvent, make: () => Promise<LiveEvent | undefined>): Promise<LiveEvent | undefined> {
    let made = this.#made.get(event);
    if (!made) {
      made = make();
      this.#made.set(event, made);
    }
    return made;
  }

  /** Messages that are nowhere in the account any more, and still somewhere else: `deleted` tells of others. */
  async #left({ account, messageIds }: Extract<StoreEvent, { type: 'expunged' }>): Promise<string[]> {
    const ids: string[] = [];
    for (const id of messageIds) {
      try {
        const { locations } = await this.store.get(id);
        if (!locations.some((location) => location.account === account)) ids.push(id);
      } catch (error) {
        if (!(error instanceof MessageNotFound)) throw error;
      }
    }
    return ids;
  }
}
