import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Logger } from '../../lib/logger.js';
import { StoreUnavailable } from '../errors.js';
import type { StoreEvent } from '../types.js';
import { type Database, drop } from './database.js';
import { FEED_BATCH, POLL_ALONE_MS, POLL_MS, RETRY_MS } from './limits.js';
import { type ListedRow, messageRow, ROW } from './rows-of.js';
import type { WrittenEvent } from './written.js';

export interface FeedOptions {
  readonly database: Database;
  readonly channel: string;
  readonly node: string;
  readonly logger: Logger;
  /** Takes events in order, without a gap. */
  readonly publish: (events: readonly StoreEvent[]) => void;
  /** Told which revision of the settings there is. */
  readonly settings: (revision: number) => void;
  /** Told which revision of the lent inboxes there is. */
  readonly inboxes: (revision: number) => void;
  /** Told that mail waits on its way out, or does no more. */
  readonly outbox: () => void;
}

/** The events of one transaction. */
interface Batch {
  readonly first: number;
  readonly last: number;
  readonly events: readonly StoreEvent[];
}

/**
 * Brings the changes of all nodes into one order for this node. Its own come straight from their transaction, those of
 * others are read from the table of events when a notification or, now and then, the clock says that there are some;
 * since positions have no gaps, nothing can be missed or told twice, however long the connection was away.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #own = new Map<number, Batch>();
  #target = 0;
  #pumping: Promise<void> | undefined;
  #listener: Client | undefined;
  #listening: Promise<void> | undefined;
  #stopped = false;
  readonly #stop = new AbortController();
  /** Position of the last event that was told. */
  last = 0;
  /** The server says by itself when there is something. */
  listening = false;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Begins behind a position. */
  start(position: number): void {
    this.last = position;
    this.#target = position;
    this.#listening = this.#listen();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stop.abort();
    if (this.#listener) await drop(this.#listener);
    await this.#listening;
    await this.#pumping?.catch(() => {});
  }

  /** Events that this node has committed. Resolves when they, and all before them, have been told. */
  offer(first: number, events: readonly StoreEvent[]): Promise<void> {
    const last = events.at(-1)?.position ?? first;
    if (last <= this.last) return Promise.resolve();
    this.#own.set(first, { first, last, events });
    return this.reach(last);
  }

  /** Resolves when all up to a position has been told. @throws StoreUnavailable when it cannot be read now */
  async reach(position: number): Promise<void> {
    if (position > this.#target) this.#target = position;
    while (this.last < position && !this.#stopped) {
      this.#pumping ??= this.#pump().finally(() => {
        this.#pumping = undefined;
      });
      await this.#pumping;
    }
  }

  async #pump(): Promise<void> {
    while (this.last < this.#target && !this.#stopped) {
      const mine = this.#own.get(this.last + 1);
      if (mine) {
        this.#own.delete(mine.first);
        this.#tell(mine);
        continue;
      }
      const batches = await this.#fetch();
      if (batches.length === 0 && !this.#own.has(this.last + 1))
        throw new StoreUnavailable(`The changes behind ${this.last} are not in the database any more.`);
      for (const batch of batches) this.#tell(batch);
    }
  }

  #tell(batch: Batch): void {
    if (this.#stopped || batch.first !== this.last + 1) return;
    this.last = batch.last;
    this.#options.publish(batch.events);
    // Read before their transaction offered them.
    for (const first of this.#own.keys()) if (first <= this.last) this.#own.delete(first);
  }

  /** The next transactions of others, up to the next of our own. */
  async #fetch(): Promise<Batch[]> {
    const rows = await this.#options.database.query<{ first: number; last: number; data: string }>(
      'SELECT first, last, data FROM @events WHERE last > $1 ORDER BY last LIMIT $2',
      [this.last, FEED_BATCH],
    );
    const end = rows.findIndex(({ first }) => this.#own.has(first));
    return readBatches(this.#options.database, end < 0 ? rows : rows.slice(0, end));
  }

  /** Says that there may be something up to a position. */
  #hint(position: number): void {
    if (position <= this.last) return;
    this.reach(position).catch((error: unknown) =>
      this.#options.logger.debug({ err: error }, 'changes of other nodes cannot be read at present'),
    );
  }

  async #listen(): Promise<void> {
    while (!this.#stopped) {
      try {
        if (!this.#listener) await this.#subscribe();
        await this.#look();
      } catch (error) {
        this.#options.logger.debug({ err: error }, 'the database does not say what is new at present');
      }
      const pause = this.listening ? POLL_MS : this.#listener ? POLL_ALONE_MS : RETRY_MS;
      await sleep(pause, undefined, { ref: false, signal: this.#stop.signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const [row] = await this.#options.database.query<{ position: number; revision: number; inboxes: number }>(
      `SELECT position, (SELECT revision FROM @settings) AS revision, (SELECT revision FROM @inboxes_latest) AS inboxes
       FROM @store`,
    );
    if (!row) return;
    this.#hint(row.position);
    this.#options.settings(row.revision);
    this.#options.inboxes(row.inboxes);
  }

  async #subscribe(): Promise<void> {
    const { database, channel, node } = this.#options;
    const client = await database.client();
    const gone = (): void => {
      if (this.#listener === client) this.#listener = undefined;
      this.listening = false;
    };
    client.on('end', gone);
    client.on('error', gone);
    client.on('notification', ({ payload }) => {
      const [from, position] = (payload ?? '').split(':');
      if (payload === 'outbox') this.#options.outbox();
      else if (position === undefined) this.#look().catch(() => {});
      else if (from !== node) this.#hint(Number(position));
    });
    this.#listener = client;
    try {
      await client.query(`LISTEN ${channel}`);
      this.listening = true;
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'the database has no LISTEN: it is asked for changes instead');
    }
  }
}

/** Events with the rows of messages as they are now; arrivals of messages that are gone again are left out. */
export async function readBatches(
  database: Database,
  rows: readonly { readonly first: number; readonly last: number; readonly data: string }[],
): Promise<Batch[]> {
  const batches = rows.map(({ first, last, data }) => ({ first, last, written: JSON.parse(data) as WrittenEvent[] }));
  const ids = batches.flatMap(({ written }) => written.flatMap((each) => (each.type === 'arrived' ? each.id : [])));
  const messages = new Map<string, ListedRow>();
  if (ids.length > 0)
    for (const row of await database.query<ListedRow>(
      `SELECT ${ROW}, m.seen > 0 AS seen FROM @messages m WHERE m.id = ANY($1::uuid[])`,
      [ids],
    ))
      messages.set(row.id, row);
  return batches.map(({ first, last, written }) => ({
    first,
    last,
    events: written.flatMap((each): StoreEvent | [] => {
      if (each.type !== 'arrived') return each;
      const row = messages.get(each.id);
      return row
        ? { type: 'message', position: each.position, message: messageRow(row), locations: each.locations }
        : [];
    }),
  }));
}
