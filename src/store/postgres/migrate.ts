import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import { type Database, drop, foreign } from './database.js';
import { inDatabaseWords, isAway, stateOf } from './failure.js';
import { MIGRATIONS } from './migrations/index.js';
import { quoted } from './sql.js';

/** Keeps two nodes from migrating at one time: any number, the same for all of ours. */
const LOCK = 5_237_118;

/**
 * Brings the schema to the newest version, one transaction for each step, while others wait. Only forward: a database
 * of a newer Restante is left alone.
 * @param upTo a version to stop at, for tests of the steps after it
 * @throws StoreUnavailable when it cannot be reached, is newer, or may not be changed
 */
export async function migrate(database: Database, upTo = MIGRATIONS.length): Promise<void> {
  const client = await database.client().catch((error: unknown) => {
    throw inDatabaseWords(error);
  });
  try {
    if ((await versionOf(client, database)) === upTo) return;
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const from = await prepare(client, database);
    if (from > MIGRATIONS.length)
      throw foreign(
        `The schema ${database.names.schema} is of a newer Restante (version ${from}, this one knows ${MIGRATIONS.length}); use that one.`,
      );
    for (let version = from + 1; version <= upTo; version++) await step(client, database, version);
  } catch (error) {
    throw inDatabaseWords(error);
  } finally {
    // The end of the connection gives the lock back.
    await drop(client);
  }
}

/** The version of the schema; 0 when there is none. */
async function versionOf(client: Client, { names }: Database): Promise<number> {
  try {
    const { rows } = await client.query<{ version: number | null }>(
      names.plain('SELECT max(version) AS version FROM @migrations'),
    );
    return rows[0]?.version ?? 0;
  } catch (error) {
    // 42P01, 3F000: no such table, no such schema.
    if (['42P01', '3F000'].includes(stateOf(error) ?? '')) return 0;
    throw error;
  }
}

async function prepare(client: Client, database: Database): Promise<number> {
  const { names } = database;
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${quoted(names.schema)}`);
  await client.query(
    names.plain(
      'CREATE TABLE IF NOT EXISTS @migrations (version integer PRIMARY KEY, done_at timestamptz NOT NULL DEFAULT now())',
    ),
  );
  return versionOf(client, database);
}

async function step(client: Client, { names }: Database, version: number): Promise<void> {
  const statements = MIGRATIONS[version - 1] ?? [];
  await client.query('BEGIN');
  for (const statement of statements) {
    if (typeof statement === 'string') await client.query(names.plain(statement));
    else
      await attempt(
        client,
        statement.attempt.map((each) => names.plain(each)),
      );
  }
  if (version === 1) {
    const epoch = randomBytes(6).toString('hex');
    await client.query(names.plain('INSERT INTO @store (epoch) VALUES ($1)'), [epoch]);
  }
  await client.query(names.plain('INSERT INTO @migrations (version) VALUES ($1)'), [version]);
  await client.query('COMMIT');
}

async function attempt(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('SAVEPOINT attempt');
  try {
    for (const statement of statements) await client.query(statement);
    await client.query('RELEASE SAVEPOINT attempt');
  } catch (error) {
    if (isAway(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT attempt');
  }
}
