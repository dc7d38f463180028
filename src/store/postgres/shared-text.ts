import type { SharedText } from '../types.js';
import type { Database } from './database.js';

/** The settings of all nodes: a row of the database, and word of its changes from the feed. */
export class PostgresText implements SharedText {
  readonly #listeners = new Set<() => void>();
  #revision = -1;

  constructor(
    private readonly database: Database,
    /** The channel that wakes other nodes. */
    private readonly channel: string,
  ) {}

  async read(): Promise<{ readonly text: string | null; readonly revision: number }> {
    const [row] = await this.database.query<{ text: string | null; revision: number }>(
      'SELECT text, revision FROM @settings',
    );
    this.#revision = row?.revision ?? 0;
    return { text: row?.text ?? null, revision: this.#revision };
  }

  async write(text: string, revision: number): Promise<boolean> {
    const rows = await this.database.query<{ revision: number }>(
      `WITH written AS (UPDATE @settings SET text = $1, revision = revision + 1 WHERE revision = $2 RETURNING revision)
       SELECT revision, pg_notify($3, 'settings')::text AS told FROM written`,
      [text, revision, this.channel],
    );
    if (rows[0]) this.#revision = rows[0].revision;
    return rows.length > 0;
  }

  watch(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Told of the revision that is there now. */
  seen(revision: number): void {
    if (this.#revision < 0 || revision === this.#revision) return;
    this.#revision = revision;
    for (const listener of this.#listeners) listener();
  }
}
