import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig, Pool, type QueryResultRow, types } from 'pg';
import { type Logger, silentLogger } from '../../lib/logger.js';
import { StoreUnavailable } from '../errors.js';
import { inDatabaseWords, isCut } from './failure.js';
import { CONNECT_MS, IDLE_IN_TRANSACTION_MS, READ_MS, READERS, WRITE_MS } from './limits.js';
import { Names } from './sql.js';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`, with `?schema=` for another schema than `restante`. */
  readonly url: string;
  /** Connections for reading; default `READERS`. */
  readonly readers?: number;
  readonly logger?: Logger;
  /** Time for a statement of a reader, milliseconds; default `READ_MS`. */
  readonly readMs?: number;
  /** Time for a statement of a change, milliseconds; default `WRITE_MS`. */
  readonly writeMs?: number;
  /** Time to get a connection, milliseconds; default `CONNECT_MS`. */
  readonly connectMs?: number;
}

const INT8 = 20;

/** `bigint` columns as numbers: positions and sizes are below 2^53. */
const numbers = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === INT8) return Number;
    return types.getTypeParser(oid, format as 'text');
  },
} as ClientConfig['types'];

/** What a URL says, without what is ours in it. @throws TypeError when it is no URL */
export function readUrl(text: string): { readonly connectionString: string; readonly schema: string } {
  const url = new URL(text);
  const schema = url.searchParams.get('schema') ?? 'restante';
  url.searchParams.delete('schema');
  return { connectionString: url.href, schema };
}

/** The connections of one node: some that read, one that writes, one that listens. */
export class Database {
  readonly names: Names;
  readonly #connectionString: string;
  readonly #options: DatabaseOptions;
  readonly #pool: Pool;
  readonly #logger: Logger;

  constructor(options: DatabaseOptions) {
    const { connectionString, schema } = readUrl(options.url);
    this.names = new Names(schema);
    this.#connectionString = connectionString;
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#pool = new Pool({
      ...this.#config(options.readMs ?? READ_MS),
      max: options.readers ?? READERS,
      idleTimeoutMillis: 60_000,
      allowExitOnIdle: true,
    });
    // A connection that is lost while it waits is replaced by the next who needs one.
    this.#pool.on('error', (error) => this.#logger.debug({ err: error }, 'a waiting database connection was lost'));
  }

  #config(statementMs: number): ClientConfig {
    return {
      connectionString: this.#connectionString,
      application_name: 'restante',
      connectionTimeoutMillis: this.#options.connectMs ?? CONNECT_MS,
      keepAlive: true,
      statement_timeout: statementMs,
      // The server's own answer comes first where the server can answer; this is for a network that was cut.
      query_timeout: statementMs + 2_000,
      types: numbers,
    };
  }

  /** Connections for reading: in use, waiting for work, and how many wait for one. */
  get readers(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    const { totalCount: total, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { total, idle, waiting };
  }

  /**
   * Asks on any connection. What only reads, or may be done twice, is tried once more when its connection turns out to
   * be gone, as all of them are after a restart of the server.
   * @throws StoreUnavailable, StoreFull
   */
  async query<R extends QueryResultRow>(statement: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.#run<R>({ ...this.names.of(statement), values: [...values] })).rows;
  }

  /** Like `query`, for a statement that is made for the occasion and not prepared. */
  async once<R extends QueryResultRow>(statement: string, values: readonly unknown[]): Promise<R[]> {
    return (await this.#run<R>({ text: this.names.plain(statement), values: [...values] })).rows;
  }

  async #run<R extends QueryResultRow>(query: { text: string; values: unknown[]; name?: string }) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#pool.query<R>(query);
      } catch (error) {
        if (tries > READERS || !isCut(error)) throw inDatabaseWords(error);
      }
    }
  }

  /** A connection of its own for changes, whose statements are sent without waiting for one another. @throws what pg throws */
  writer(): Promise<Client> {
    return this.#connect({
      ...this.#config(this.#options.writeMs ?? WRITE_MS),
      pipeline: true,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      lock_timeout: this.#options.writeMs ?? WRITE_MS,
    } as ClientConfig);
  }

  /** A connection of its own. @throws what pg throws */
  client(): Promise<Client> {
    return this.#connect(this.#config(this.#options.writeMs ?? WRITE_MS));
  }

  async #connect(config: ClientConfig): Promise<Client> {
    const client = new Client(config);
    // Whoever uses it learns of its end from the statement that fails.
    client.on('error', (error) => this.#logger.debug({ err: error }, 'a database connection was lost'));
    try {
      await client.connect();
    } catch (error) {
      void drop(client);
      throw error;
    }
    return client;
  }

  async close(): Promise<void> {
    await Promise.race([this.#pool.end(), sleep(2_000, undefined, { ref: false })]);
  }
}

/** Ends a connection without waiting for a server that may not answer. */
export async function drop(client: Client): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
  const ended = client.end().catch(() => {});
  await Promise.race([ended, sleep(250, undefined, { ref: false })]);
  stream.destroy();
}

/** The database answers, but not as one of ours. */
export const foreign = (why: string): StoreUnavailable => new StoreUnavailable(why);
