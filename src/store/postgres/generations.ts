import type { Client } from 'pg';
import type { Retention } from '../types.js';
import { type Database, drop } from './database.js';
import { inDatabaseWords, stateOf } from './failure.js';
import { DROP_MS, GENERATION_BYTES, GENERATION_MS, GENERATIONS } from './limits.js';
import { quoted } from './sql.js';

/** Keeps two nodes from beginning or ending a generation at one time. */
const LOCK = 5_237_119;
/** A statement did not get its lock in time. */
const LOCKED = '55P03';

export interface GenerationsOptions {
  readonly database: Database;
  readonly retention: Retention;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Bytes of a generation at least; default `GENERATION_BYTES`. */
  readonly generationBytes?: number;
}

interface Partition {
  readonly number: number;
  readonly bytes: number;
}

/**
 * The partitions of `parcels`, where the raw bytes are: messages go to the latest, and one whose last message is gone is
 * dropped whole, which costs the same for a million rows as for one. The latest but one stays, since a transaction may
 * still write to what was the latest when it began.
 */
export class Generations {
  constructor(private readonly options: GenerationsOptions) {}

  /**
   * Begins a generation when the present one is large or old, and ends those that nothing is in.
   * @returns false when another node is just doing that
   * @throws StoreUnavailable
   */
  async round(): Promise<boolean> {
    const { database } = this.options;
    const client = await database.client().catch((error: unknown) => {
      throw inDatabaseWords(error);
    });
    try {
      const locked = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
      if (!locked.rows[0]?.got) return false;
      const partitions = await this.#partitions(client);
      const latest = partitions.at(-1);
      if (latest && (await this.#isFull(client, latest, partitions))) await this.#begin(client, latest.number + 1);
      for (const { number } of partitions.slice(0, -2)) await this.#end(client, number);
      return true;
    } catch (error) {
      throw inDatabaseWords(error);
    } finally {
      // The end of the connection gives the lock back.
      await drop(client);
    }
  }

  /** Ascending; none where the engine does not divide tables. */
  async #partitions(client: Client): Promise<Partition[]> {
    const { schema } = this.options.database.names;
    const { rows } = await client.query<Partition>(
      `SELECT substring(c.relname FROM '[0-9]+$')::integer AS number, pg_total_relation_size(c.oid) AS bytes
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = to_regclass($1) ORDER BY 1`,
      [`${quoted(schema)}.parcels`],
    );
    return rows;
  }

  async #isFull(client: Client, latest: Partition, partitions: readonly Partition[]): Promise<boolean> {
    const { database, retention, now, generationBytes = GENERATION_BYTES } = this.options;
    const all = partitions.reduce((sum, { bytes }) => sum + bytes, 0);
    if (latest.bytes > Math.max(generationBytes, all / GENERATIONS)) return true;
    if (retention.maxAge <= 0) return false;
    const { rows } = await client.query<{ old: boolean }>(
      database.names.plain(
        `SELECT EXISTS (SELECT 1 FROM @parcels WHERE generation = $1)
           AND EXISTS (SELECT 1 FROM @generations WHERE number = $1 AND began_at < $2) AS old`,
      ),
      [latest.number, now() - Math.max(GENERATION_MS, retention.maxAge / GENERATIONS)],
    );
    return rows[0]?.old ?? false;
  }

  /** Beside those who write: only the new partition is locked for more than a moment. */
  async #begin(client: Client, number: number): Promise<void> {
    await this.#together(
      client,
      `CREATE TABLE @parcels_${number} (LIKE @parcels INCLUDING ALL)`,
      `ALTER TABLE @parcels ATTACH PARTITION @parcels_${number} FOR VALUES IN (${number})`,
      `INSERT INTO @generations (number, began_at) VALUES (${number}, ${Math.trunc(this.options.now())})`,
    );
  }

  /** Unless something is in it, or somebody reads at this moment: then in a later round. */
  async #end(client: Client, number: number): Promise<void> {
    const { names } = this.options.database;
    const { rows } = await client.query<{ used: boolean }>(
      names.plain(
        `SELECT EXISTS (SELECT 1 FROM @messages WHERE generation = $1)
           OR EXISTS (SELECT 1 FROM @drafts WHERE generation = $1) AS used`,
      ),
      [number],
    );
    if (rows[0]?.used ?? true) return;
    await this.#together(
      client,
      `SET LOCAL lock_timeout = ${DROP_MS}`,
      `DROP TABLE @parcels_${number}`,
      `DELETE FROM @generations WHERE number = ${number}`,
    );
  }

  /** Runs statements as one; nothing has happened when they did not get their locks in time. */
  async #together(client: Client, ...statements: readonly string[]): Promise<void> {
    const { names } = this.options.database;
    try {
      await client.query('BEGIN');
      for (const statement of statements) await client.query(names.plain(statement));
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      if (stateOf(error) !== LOCKED) throw error;
    }
  }
}
