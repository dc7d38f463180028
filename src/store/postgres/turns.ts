import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, QueryResultRow } from 'pg';
import { StoreClosed, StoreError, StoreUnavailable } from '../errors.js';
import type { StoreEvent } from '../types.js';
import { type Database, drop } from './database.js';
import { inDatabaseWords, isAway, isCut } from './failure.js';
import { DOUBT_MS, RETRY_MS, TURN_BYTES, TURN_ITEMS } from './limits.js';
import type { StoreRow } from './rows.js';
import { flush } from './working/flush.js';
import { Workspace } from './working/workspace.js';
import { written } from './written.js';

/** A change that waits for its transaction. */
interface Item {
  readonly work: (workspace: Workspace) => unknown;
  /** Accounts that it will need, so that those of all are asked for at once. */
  readonly accounts: readonly string[];
  /** Raw bytes that it brings. */
  readonly bytes: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  result: unknown;
  error: Error | undefined;
}

/**
 * The row that each turn locks. The generation may be that of the moment when the lock was asked for: the one before the
 * latest still takes bytes.
 */
const STATE = `SELECT s.*, (SELECT coalesce(max(g.number), 0) FROM @generations g)::integer AS generation
  FROM @store s FOR UPDATE OF s`;

export interface TurnsOptions {
  readonly database: Database;
  /** Told of events that are durable, before their callers are. */
  readonly publish: (first: number, events: readonly StoreEvent[]) => Promise<void>;
  /** The channel that wakes other nodes. */
  readonly channel: string;
  readonly node: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What a turn wrote, as far as it came. */
interface Written {
  readonly turn: string;
  readonly events: readonly StoreEvent[];
  readonly state: StoreRow;
}

/**
 * The changes of this node, in the order in which they were asked for: all that wait are one transaction, which holds
 * the lock of the store's row, so that in all nodes together one runs at a time. So positions, UIDs and modseqs become
 * visible in their order, and a commit's cost is shared by all who wait for it.
 */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #workspace = new Workspace();
  #queue: Item[] = [];
  #client: Client | undefined;
  #running: Promise<void> | undefined;
  #closed = false;
  /** Why the last transaction failed; null when it did not. */
  failure: Error | null = null;
  /** Transactions that were committed, and the changes in them. */
  readonly counts = { turns: 0, items: 0, failed: 0 };

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Changes that wait. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Runs a change in the next transaction; what it throws of the store's own errors concerns nobody else.
   * @throws StoreUnavailable, StoreFull when the transaction fails: nothing of it is kept then
   */
  submit<T>(
    work: (workspace: Workspace) => T | Promise<T>,
    { accounts = [], bytes = 0 }: { accounts?: readonly string[]; bytes?: number } = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(new StoreClosed());
        return;
      }
      const done = resolve as (value: unknown) => void;
      this.#queue.push({ work, accounts, bytes, resolve: done, reject, result: undefined, error: undefined });
      this.#running ??= this.#run();
    });
  }

  /** Refuses what comes from now on, and ends when all that waited has been done or `ms` have passed. */
  async close(ms: number): Promise<void> {
    this.#closed = true;
    const clock = sleep(ms, undefined, { ref: false });
    await Promise.race([this.#running, clock]);
    for (const { reject } of this.#queue.splice(0)) reject(new StoreClosed());
    const client = this.#client;
    this.#client = undefined;
    if (client) await drop(client);
  }

  async #run(): Promise<void> {
    // Whoever asks in the same moment travels together.
    await undefined;
    while (this.#queue.length > 0) await this.#batch(this.#take());
    this.#running = undefined;
  }

  #take(): Item[] {
    let bytes = 0;
    let count = 0;
    for (const item of this.#queue) {
      bytes += item.bytes;
      if (count > 0 && (bytes > TURN_BYTES || count >= TURN_ITEMS)) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #batch(items: Item[]): Promise<void> {
    try {
      const { events } = await this.#transaction(items);
      this.failure = null;
      this.counts.turns++;
      this.counts.items += items.length;
      const [first] = events;
      if (first) await this.#options.publish(first.position, events).catch(() => {});
      for (const { error, reject, resolve, result } of items) {
        if (error) reject(error);
        else resolve(result);
      }
    } catch (error) {
      this.counts.failed++;
      // A statement that the server refuses for its values is one item's fault; the others must not pay for it.
      if (!isAway(error) && items.length > 1) {
        for (const item of items) await this.#batch([item]);
        return;
      }
      const words = inDatabaseWords(error);
      if (isAway(error) || words instanceof StoreUnavailable) this.failure = words;
      for (const { reject } of items) reject(words);
    }
  }

  async #transaction(items: readonly Item[]): Promise<{ events: readonly StoreEvent[] }> {
    for (let again = true; ; again = false) {
      const progress: { written?: Written } = {};
      const fresh = this.#client === undefined;
      try {
        this.#client ??= await this.#options.database.writer();
        return await this.#attempt(this.#client, items, progress);
      } catch (error) {
        this.#workspace.reset();
        await this.#giveUp(error);
        if (progress.written && isAway(error)) {
          if (await this.#committed(progress.written)) return { events: progress.written.events };
          throw error;
        }
        // A connection that a restarted server has forgotten: nothing was written, so another one may do it.
        if (!again || fresh || !isCut(error)) throw error;
      }
    }
  }

  /** Ends the transaction, or the connection where that cannot be said. */
  async #giveUp(error: unknown): Promise<void> {
    const client = this.#client;
    if (!client) return;
    if (!isAway(error))
      try {
        await client.query('ROLLBACK');
        return;
      } catch {
        // Then it goes.
      }
    this.#client = undefined;
    await drop(client);
  }

  async #attempt(client: Client, items: readonly Item[], progress: { written?: Written }) {
    const { names } = this.#options.database;
    const work = this.#workspace;
    const ask = async <R extends QueryResultRow>(statement: string, values: readonly unknown[]): Promise<R[]> =>
      (await client.query<R>({ ...names.of(statement), values: [...values] })).rows;
    const begun = client.query('BEGIN');
    const locked = ask<StoreRow>(STATE, []);
    const [, [state]] = await all([begun, locked]);
    if (!state) throw new StoreUnavailable('The row of the table store is gone; restore the database.');
    work.begin(state as StoreRow, ask);
    await work.accounts(items.flatMap(({ accounts }) => accounts));
    for (const item of items) await runItem(item, work);
    const { events } = work.changes;
    const { statements, state: next } = flush(work, ask);
    if (statements.length === 0) {
      // Nothing of the records has changed; what was asked directly is kept.
      await client.query('COMMIT');
      work.settle(state as StoreRow);
      return { events };
    }
    const turn = randomUUID();
    const sent: Promise<unknown>[] = [...statements];
    if (events.length > 0) {
      const { channel, node, now } = this.#options;
      const text = JSON.stringify(written(events));
      sent.push(
        ask('INSERT INTO @events (last, first, turn, happened_at, data) VALUES ($1, $2, $3, $4, $5)', [
          next.position,
          events[0]?.position,
          turn,
          now(),
          text,
        ]),
        ask('SELECT pg_notify($1, $2)', [channel, `${node}:${next.position}`]),
      );
    }
    progress.written = { turn, events, state: next };
    const commit = client.query('COMMIT');
    const outcome = await all([...sent, commit]).then(() => commit);
    if (outcome.command !== 'COMMIT') throw new Error('The transaction was rolled back.');
    work.settle(next);
    return { events };
  }

  /**
   * What became of a transaction whose commit was cut off. The lock of the store's row is taken first: the server may
   * still be at work on it.
   */
  async #committed({ turn, events }: Written): Promise<boolean> {
    // Without an event nobody can tell, and nothing was lost: UIDs may be claimed twice.
    if (events.length === 0) return false;
    const { database } = this.#options;
    const last = events.at(-1)?.position ?? 0;
    for (const until = Date.now() + DOUBT_MS; ; ) {
      let client: Client | undefined;
      try {
        client = await database.client();
        await client.query('BEGIN');
        await client.query(database.names.plain('SELECT position FROM @store FOR UPDATE'));
        const found = await client.query(database.names.plain('SELECT 1 FROM @events WHERE last = $1 AND turn = $2'), [
          last,
          turn,
        ]);
        return found.rows.length > 0;
      } catch (error) {
        if (Date.now() > until || !isAway(error)) throw error;
        // Who only waits is not in doubt, and need not wait for the answer.
        this.failure = inDatabaseWords(error);
        for (const { reject } of this.#queue.splice(0)) reject(this.failure);
        await sleep(RETRY_MS);
      } finally {
        if (client) await drop(client);
      }
    }
  }
}

async function runItem(item: Item, work: Workspace): Promise<void> {
  item.error = undefined;
  try {
    item.result = await item.work(work);
  } catch (error) {
    // Checked before anything was changed, so the others go on.
    if (!(error instanceof StoreError) || error instanceof StoreUnavailable) throw error;
    item.error = error;
  }
}

/** Waits for all, also when one fails: the connection is in order again then. */
async function all<T extends readonly Promise<unknown>[]>(promises: T): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  const outcomes = await Promise.allSettled(promises);
  const failed = outcomes.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.map((each) => (each as PromiseFulfilledResult<unknown>).value) as never;
}
