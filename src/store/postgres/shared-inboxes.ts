import type { LentInbox, SharedInboxes } from '../types.js';
import type { Database } from './database.js';

interface InboxRow {
  readonly id: string;
  readonly digest: string;
  readonly address: string;
  readonly password: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly ended: boolean;
  readonly revision: number;
}

const COLUMNS = 'id, digest, address, password, created_at, expires_at, ended, revision';
/** Before a change: its revision, which nobody else gets. */
const NEXT = 'WITH next AS (UPDATE @inboxes_latest SET revision = revision + 1 RETURNING revision)';

/** The inboxes of all nodes: rows of the database, and word of their changes from the feed. */
export class PostgresInboxes implements SharedInboxes {
  #listener: (changes: readonly LentInbox[]) => void = () => {};
  /** Up to where changes were read; -1 before the first look. */
  #revision = -1;
  #reading: Promise<void> | undefined;
  #wanted = 0;

  constructor(
    private readonly database: Database,
    /** The channel that wakes other nodes. */
    private readonly channel: string,
  ) {}

  async open(listener: (changes: readonly LentInbox[]) => void): Promise<void> {
    this.#listener = listener;
    await this.#read();
  }

  async find(by: 'id' | 'digest', value: string): Promise<LentInbox | null> {
    const [row] = await this.database.query<InboxRow>(
      `SELECT ${COLUMNS} FROM @inboxes WHERE ${by} = $1 AND NOT ended`,
      [value],
    );
    return row ? lentOf(row) : null;
  }

  async put({ id, digest, address, password, createdAt, expiresAt }: LentInbox): Promise<void> {
    await this.#change(
      `${NEXT}, changed AS (
         INSERT INTO @inboxes AS i (id, digest, address, password, created_at, expires_at, revision)
         SELECT $1, $2, $3, $4, $5, $6, revision FROM next
         ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, revision = excluded.revision
           WHERE NOT i.ended
         RETURNING revision)`,
      [id, digest, address, password, createdAt, expiresAt],
    );
  }

  async end(id: string): Promise<boolean> {
    return this.#change(
      `${NEXT}, changed AS (
         UPDATE @inboxes i SET ended = true, revision = next.revision FROM next WHERE i.id = $1 AND NOT i.ended
         RETURNING i.revision)`,
      [id],
    );
  }

  /** @returns whether anything changed */
  async #change(statement: string, values: readonly unknown[]): Promise<boolean> {
    const rows = await this.database.query(
      `${statement} SELECT revision, pg_notify($${values.length + 1}, 'inboxes')::text AS told FROM changed`,
      [...values, this.channel],
    );
    return rows.length > 0;
  }

  /** Told of the revision that is there now. */
  seen(revision: number): void {
    if (this.#revision < 0 || revision <= this.#revision) return;
    this.#wanted = Math.max(this.#wanted, revision);
    this.#reading ??= this.#read()
      // The next look at the feed asks again.
      .catch(() => {})
      .finally(() => {
        this.#reading = undefined;
        if (this.#wanted > this.#revision) this.seen(this.#wanted);
      });
  }

  async #read(): Promise<void> {
    const first = this.#revision < 0;
    const upTo = this.#wanted;
    const rows = await this.database.query<InboxRow>(
      `SELECT ${COLUMNS} FROM @inboxes WHERE revision > $1 ${first ? 'AND NOT ended' : ''} ORDER BY revision`,
      [this.#revision],
    );
    // Not every revision has a row: two may have ended the same inbox.
    this.#revision = Math.max(this.#revision, upTo, rows.at(-1)?.revision ?? 0);
    if (rows.length > 0) this.#listener(rows.map(lentOf));
  }
}

const lentOf = ({ id, digest, address, password, created_at, expires_at, ended }: InboxRow): LentInbox => ({
  id,
  digest,
  address,
  password,
  createdAt: created_at,
  expiresAt: expires_at,
  ended,
});
