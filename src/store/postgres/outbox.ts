import { randomBytes } from 'node:crypto';
import type { Client, QueryResultRow } from 'pg';
import { LeaseLost, OutboxFull, OutboxItemBusy, OutboxItemNotFound, SeenElsewhere, StoreClosed } from '../errors.js';
import { IdSource } from '../ids.js';
import { CLAIM_LOOKS, OUTBOX_HISTORY, OUTBOX_ITEMS, OUTBOX_PAGE } from '../limits.js';
import type {
  Lease,
  NewOutboxItem,
  Outbox,
  OutboxCounts,
  OutboxItem,
  OutboxPage,
  OutboxState,
  Seen,
  Settlement,
} from '../outbox.js';
import { type Database, drop } from './database.js';
import { inDatabaseWords, isAway } from './failure.js';
import { asItIs, changed, isUncertain, itemOf, lapsed, type OutboxRow } from './outbox-row.js';
import { isId } from './sql.js';

type Ask = <R extends QueryResultRow>(statement: string, values?: readonly unknown[]) => Promise<R[]>;
type Row = OutboxRow & QueryResultRow;

/** Where mail of all nodes waits on its way out: whichever claims an item has it alone, until its lease is over. */
export class PostgresOutbox implements Outbox {
  readonly #database: Database;
  readonly #channel: string;
  readonly #ids = new IdSource();
  readonly #listeners: (() => void)[] = [];
  /** Leases of this node. */
  readonly #held = new Set<string>();
  #clients: Client[] = [];
  #closed = false;
  /** Of the last claim: what a destination may have at one time. */
  #perDestination = Number.MAX_SAFE_INTEGER;

  constructor(database: Database, channel: string) {
    this.#database = database;
    this.#channel = channel;
  }

  async open(): Promise<void> {}

  async close(): Promise<void> {
    if (this.#closed) return;
    // The next claim of any node finds them over.
    if (this.#held.size > 0)
      await this.#database
        .query('UPDATE @outbox SET lease_until = 0 WHERE lease = ANY($1::text[])', [[...this.#held]])
        .catch(() => {});
    this.#closed = true;
    await Promise.all(this.#clients.splice(0).map(drop));
  }

  async add(items: readonly NewOutboxItem[], seen?: Seen & { readonly from?: number }): Promise<OutboxItem[]> {
    const added = await this.#transaction(async (ask) => {
      await ask('SELECT 1 FROM @outbox_seen FOR UPDATE');
      if (seen) await this.#note(ask, seen);
      if (items.length === 0) return [];
      const [count] = await ask<{ open: number; last: string | null }>(
        `SELECT (SELECT count(*) FROM @outbox WHERE next_attempt IS NOT NULL) AS open,
           (SELECT id FROM @outbox ORDER BY id DESC LIMIT 1) AS last`,
      );
      if ((count?.open ?? 0) + items.length > OUTBOX_ITEMS) throw new OutboxFull(OUTBOX_ITEMS);
      if (count?.last) this.#ids.continueAfter(count.last);
      const now = Date.now();
      const made = items.map((item) => newItem(this.#ids.next(now), item, now));
      for (const item of made) await this.#write(ask, item, [], true);
      return made;
    });
    if (items.length > 0) this.#wake();
    return added;
  }

  async #note(ask: Ask, { epoch, position, from }: Seen & { readonly from?: number }): Promise<void> {
    const [known] = await ask<{ epoch: string | null; position: number }>('SELECT epoch, position FROM @outbox_seen');
    if (known?.epoch === epoch) {
      if (from !== undefined && known.position !== from) throw new SeenElsewhere();
      if (known.position >= position) return;
    }
    await ask('UPDATE @outbox_seen SET epoch = $1, position = $2', [epoch, position]);
  }

  async seen(): Promise<Seen | null> {
    this.#check();
    const [row] = await this.#database.query<{ epoch: string | null; position: number }>(
      'SELECT epoch, position FROM @outbox_seen',
    );
    return row && row.epoch !== null ? { epoch: row.epoch, position: row.position } : null;
  }

  async claim({ limit, perDestination, leaseMs, now }: Parameters<Outbox['claim']>[0]): Promise<OutboxItem[]> {
    this.#perDestination = perDestination;
    return this.#transaction(async (ask) => {
      await ask('SELECT 1 FROM @outbox_seen FOR UPDATE');
      await this.#lapse(ask, now);
      const leased = new Map<string, number>();
      for (const { destination, count } of await ask<{ destination: string; count: number }>(
        'SELECT destination, count(*) AS count FROM @outbox WHERE lease IS NOT NULL GROUP BY destination',
      ))
        leased.set(destination, count);
      const claimed: OutboxItem[] = [];
      const take = async (row: OutboxRow): Promise<void> => {
        const lease = { token: `${row.id}.${randomBytes(9).toString('base64url')}`, until: now + leaseMs };
        await ask('UPDATE @outbox SET lease = $2, lease_until = $3 WHERE id = $1', [row.id, lease.token, lease.until]);
        this.#held.add(lease.token);
        leased.set(row.destination, (leased.get(row.destination) ?? 0) + 1);
        claimed.push({ ...itemOf(row), lease });
      };
      for (const row of await ask<Row>(
        `SELECT * FROM @outbox WHERE next_attempt IS NOT NULL AND lease IS NULL AND expires_at <= $1
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [now, limit],
      ))
        await take(row);
      const rows = await ask<Row>(
        `SELECT * FROM @outbox o WHERE next_attempt <= $1 AND lease IS NULL AND expires_at > $1
           AND NOT EXISTS (SELECT 1 FROM @outbox_pauses p WHERE p.destination = o.destination AND p.until > $1)
         ORDER BY next_attempt, id LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [now, CLAIM_LOOKS],
      );
      for (const row of rows) {
        if (claimed.length >= limit) break;
        if ((leased.get(row.destination) ?? 0) < perDestination) await take(row);
      }
      return claimed;
    });
  }

  /** What leases that are over have left: their items are due, or somebody must look at them. */
  async #lapse(ask: Ask, now: number): Promise<void> {
    const rows = await ask<Row>('SELECT * FROM @outbox WHERE lease_until <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED', [
      now,
      CLAIM_LOOKS,
    ]);
    for (const row of rows) {
      this.#held.delete(row.lease ?? '');
      await this.#write(ask, lapsed(itemOf(row), JSON.parse(row.begun) as number[], now), []);
    }
  }

  async postpone(destination: string, until: number): Promise<void> {
    this.#check();
    await this.#database.query(
      `INSERT INTO @outbox_pauses (destination, until) VALUES ($1, $2)
       ON CONFLICT (destination) DO UPDATE SET until = excluded.until`,
      [destination, until],
    );
  }

  async renew(leases: readonly Lease[], until: number): Promise<void> {
    this.#check();
    const tokens = leases.map(({ token }) => token);
    await this.#database.query('UPDATE @outbox SET lease_until = $2 WHERE lease = ANY($1::text[])', [tokens, until]);
  }

  async begin(id: string, token: string, places: readonly number[]): Promise<void> {
    await this.#transaction(async (ask) => {
      const { row } = await this.#leased(ask, id, token);
      const begun = [...new Set([...(JSON.parse(row.begun) as number[]), ...places])];
      await ask('UPDATE @outbox SET begun = $2 WHERE id = $1', [id, JSON.stringify(begun)]);
    });
  }

  async settle(id: string, token: string, settlement: Settlement): Promise<OutboxItem> {
    const settled = await this.#transaction(async (ask) => {
      const { item } = await this.#leased(ask, id, token);
      const { changes, attempted, nextAttempt, delayReported, keepLease = false } = settlement;
      const attempts = item.attempts + (attempted ? 1 : 0);
      const next = changed(item, { at: Date.now(), changes, attempts, nextAttempt, delayReported });
      const result = keepLease ? next : { ...next, lease: null };
      await this.#write(ask, result, []);
      if (result.nextAttempt === null) await this.#forget(ask);
      return result;
    });
    if (!settlement.keepLease) {
      this.#held.delete(token);
      this.#wake();
    }
    return settled;
  }

  async retry(id: string, now: number, states: readonly OutboxState[] = []): Promise<OutboxItem> {
    return this.#byHand(id, (item) => {
      const changes = item.recipients.flatMap((recipient, at) =>
        recipient.state !== 'waiting' && states.includes(recipient.state)
          ? [{ ...asItIs(recipient, at), state: 'waiting' as const, reported: false }]
          : [],
      );
      // Once more for as long as at first.
      const expiresAt = Math.max(item.expiresAt, now + item.expiresAt - item.createdAt);
      return changed(item, { at: now, changes, nextAttempt: now, expiresAt });
    });
  }

  async cancel(id: string, now: number, reply: string): Promise<OutboxItem> {
    return this.#byHand(id, (item) => {
      const changes = item.recipients.map((recipient, at) =>
        recipient.state === 'waiting'
          ? { at, state: 'cancelled' as const, reply, status: '', host: null, reported: true }
          : { ...asItIs(recipient, at), reported: true },
      );
      return changed(item, { at: now, changes, nextAttempt: item.nextAttempt });
    });
  }

  async #byHand(id: string, change: (item: OutboxItem) => OutboxItem): Promise<OutboxItem> {
    const next = await this.#transaction(async (ask) => {
      const item = itemOf(await this.#locked(ask, id));
      if (item.lease) throw new OutboxItemBusy(id);
      const result = change(item);
      await this.#write(ask, result, []);
      return result;
    });
    this.#wake();
    return next;
  }

  async get(id: string): Promise<OutboxItem> {
    this.#check();
    const [row] = isId(id) ? await this.#database.query<Row>('SELECT * FROM @outbox WHERE id = $1', [id]) : [];
    if (!row) throw new OutboxItemNotFound(id);
    return itemOf(row);
  }

  async list({ limit, after, messageId, open }: Parameters<Outbox['list']>[0]): Promise<OutboxPage> {
    this.#check();
    const most = Math.min(limit, OUTBOX_PAGE);
    const rows = await this.#database.query<Row>(
      `SELECT * FROM @outbox WHERE ($1::uuid IS NULL OR id < $1) AND ($2::text IS NULL OR message_id = $2)
         AND (NOT $3 OR next_attempt IS NOT NULL OR uncertain) ORDER BY id DESC LIMIT $4`,
      [after !== undefined && isId(after) ? after : null, messageId ?? null, open ?? false, most + 1],
    );
    const items = rows.slice(0, most).map(itemOf);
    return { items, next: rows.length > most ? (items.at(-1)?.id ?? null) : null };
  }

  async counts(): Promise<OutboxCounts> {
    this.#check();
    const [row] = await this.#database.query<OutboxCounts & QueryResultRow>(
      `SELECT count(*) FILTER (WHERE next_attempt IS NOT NULL) AS waiting, count(lease) AS active,
         count(*) FILTER (WHERE next_attempt IS NULL AND uncertain) AS uncertain,
         count(*) FILTER (WHERE next_attempt IS NULL) AS done FROM @outbox`,
    );
    const { waiting = 0, active = 0, uncertain = 0, done = 0 } = row ?? {};
    return { waiting, active, uncertain, done };
  }

  async nextDue(): Promise<number | null> {
    this.#check();
    const [row] = await this.#database.query<{ due: number | null }>(
      `SELECT least(
         (SELECT min(greatest(o.next_attempt, coalesce(p.until, 0))) FROM @outbox o
          LEFT JOIN @outbox_pauses p ON p.destination = o.destination
          WHERE o.next_attempt IS NOT NULL AND o.lease IS NULL AND o.destination NOT IN (
            SELECT destination FROM @outbox WHERE lease IS NOT NULL GROUP BY destination HAVING count(*) >= $1
          )),
         (SELECT min(expires_at) FROM @outbox WHERE next_attempt IS NOT NULL AND lease IS NULL),
         (SELECT min(lease_until) FROM @outbox WHERE lease IS NOT NULL AND lease <> ALL ($2::text[]))
       ) AS due`,
      [this.#perDestination, [...this.#held]],
    );
    return row?.due ?? null;
  }

  onWork(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Another node has added or settled something. */
  told(): void {
    for (const listener of this.#listeners) listener();
  }

  async verify(): Promise<string[]> {
    const rows = await this.#database.query<Row & { uncertain: boolean }>('SELECT * FROM @outbox');
    return rows.flatMap((row) => {
      const item = itemOf(row);
      const is = changed(item, { at: 0, changes: [], nextAttempt: item.nextAttempt });
      const problems: string[] = [];
      if ((is.nextAttempt === null) !== (item.nextAttempt === null))
        problems.push(`${row.id} is due at ${item.nextAttempt}`);
      if (row.uncertain !== isUncertain(item)) problems.push(`${row.id} does not say whether it is uncertain`);
      if ((row.lease === null) !== (row.lease_until === null)) problems.push(`the lease of ${row.id} has no end`);
      return problems;
    });
  }

  async #locked(ask: Ask, id: string): Promise<OutboxRow> {
    const [row] = isId(id) ? await ask<Row>('SELECT * FROM @outbox WHERE id = $1 FOR UPDATE', [id]) : [];
    if (!row) throw new OutboxItemNotFound(id);
    return row;
  }

  /** @throws LeaseLost */
  async #leased(ask: Ask, id: string, token: string): Promise<{ row: OutboxRow; item: OutboxItem }> {
    const row = await this.#locked(ask, id).catch((error: unknown) => {
      throw error instanceof OutboxItemNotFound ? new LeaseLost(id) : error;
    });
    if (row.lease !== token) throw new LeaseLost(id);
    return { row, item: itemOf(row) };
  }

  async #write(ask: Ask, item: OutboxItem, begun: readonly number[], isNew = false): Promise<void> {
    const values = [
      item.id,
      JSON.stringify(item.recipients),
      item.expiresAt,
      item.attempts,
      item.nextAttempt,
      item.delayReported,
      isUncertain(item),
      JSON.stringify(begun),
      item.lease?.token ?? null,
      item.lease?.until ?? null,
    ];
    if (!isNew) {
      await ask(
        `UPDATE @outbox SET recipients = $2, expires_at = $3, attempts = $4, next_attempt = $5, delay_reported = $6,
           uncertain = $7, begun = $8, lease = $9, lease_until = $10 WHERE id = $1`,
        values,
      );
      return;
    }
    await ask(
      `INSERT INTO @outbox (id, recipients, expires_at, attempts, next_attempt, delay_reported, uncertain, begun, lease,
         lease_until, message_id, destination, orders, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [...values, item.messageId, item.destination, JSON.stringify(item.orders), item.createdAt],
    );
  }

  /** Of what is done the newest are remembered. */
  async #forget(ask: Ask): Promise<void> {
    await ask(
      `DELETE FROM @outbox WHERE next_attempt IS NULL AND id < (
         SELECT id FROM @outbox WHERE next_attempt IS NULL ORDER BY id DESC OFFSET $1 LIMIT 1
       )`,
      [OUTBOX_HISTORY - 1],
    );
  }

  /** @throws StoreClosed, StoreUnavailable, and what `work` throws; nothing is kept then */
  async #transaction<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    this.#check();
    let client = this.#clients.pop();
    try {
      client ??= await this.#database.client();
      const using = client;
      const ask: Ask = async <R extends QueryResultRow>(statement: string, values: readonly unknown[] = []) =>
        (await using.query<R>({ ...this.#database.names.of(statement), values: [...values] })).rows;
      await using.query('BEGIN');
      const result = await work(ask);
      await using.query('COMMIT');
      this.#giveBack(using);
      return result;
    } catch (error) {
      const words = inDatabaseWords(error);
      // What is not the database's fault leaves a good connection behind.
      if (client && words === error) {
        await client.query('ROLLBACK').catch(() => {});
        this.#giveBack(client);
      } else if (client) void drop(client);
      throw words;
    }
  }

  #giveBack(client: Client): void {
    if (this.#closed || this.#clients.length > 0) void drop(client);
    else this.#clients.push(client);
  }

  #wake(): void {
    this.told();
    this.#database.query('SELECT pg_notify($1, $2)', [this.#channel, 'outbox']).catch((error: unknown) => {
      if (!isAway(error)) throw error;
    });
  }

  #check(): void {
    if (this.#closed) throw new StoreClosed();
  }
}

function newItem(
  id: string,
  { messageId, destination, orders, recipients, expiresAt }: NewOutboxItem,
  now: number,
): OutboxItem {
  const fresh = { state: 'waiting', reply: '', status: '', host: null, changedAt: now, reported: false } as const;
  return {
    id,
    messageId,
    destination,
    orders,
    recipients: recipients.map(({ address, notify, orcpt }) => ({ address, notify, orcpt, ...fresh })),
    createdAt: now,
    expiresAt,
    attempts: 0,
    nextAttempt: now,
    delayReported: false,
    lease: null,
  };
}
