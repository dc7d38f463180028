import { Searchable, searchedRanges } from '../../../message/searchable.js';
import type { ByteRange } from '../../../message/types.js';
import { ADDRESSED } from '../../../search/haystacks.js';
import { Haystacks, type SearchContent } from '../../../search/predicate.js';
import { unpackDetails, unpackRow } from '../../model/packed.js';
import type { Database } from '../database.js';
import { INDEXED_TEXT } from '../limits.js';

/** All that a search looks at but the body. */
const FIELDS = ['subject', 'message-id', ...ADDRESSED] as const;
const BODIES = { text: true, header: false };
/** Messages whose texts are made at one time. */
const BATCH = 50;

/** A message whose text is to be made. */
interface Unread {
  readonly position: number;
  readonly id: string;
  readonly size: number;
  readonly received_at: number;
  readonly described: string;
  readonly details: string;
}

/** Reads a range of a message's raw bytes. */
export type ReadRange = (id: string, range: ByteRange) => AsyncIterable<Buffer>;

/** What of a message's bytes a search needs, in a buffer of the message's size; zeros where it needs nothing. */
export async function contentOf(
  message: { readonly id: string; readonly size: number; readonly details: string },
  needs: { readonly text: boolean; readonly header: boolean },
  read: ReadRange,
): Promise<SearchContent> {
  const { structure } = unpackDetails(message.details);
  const raw = Buffer.alloc(message.size);
  for (const range of searchedRanges(structure, needs)) {
    let at = range.start;
    for await (const chunk of read(message.id, range)) at += chunk.copy(raw, at);
  }
  return new Searchable(raw, structure);
}

/** Makes the texts that searches ask for, behind the capture. */
export class Texts {
  readonly #database: Database;
  readonly #read: ReadRange;

  constructor(database: Database, read: ReadRange) {
    this.#database = database;
    this.#read = read;
  }

  /**
   * Makes the texts of some messages that have none, the oldest first.
   * @param below only those that arrived at or before this position
   * @returns how many there were
   */
  async make(below: number): Promise<number> {
    const rows = await this.#database.query<Unread>(
      `SELECT m.position, m.id, m.size, m.received_at, m.described, m.details
       FROM @unindexed u JOIN @messages m ON m.position = u.message
       WHERE u.message <= $1 ORDER BY u.message LIMIT $2`,
      [below, BATCH],
    );
    const made: { position: number; start: number; words: string | null }[] = [];
    for (const row of rows) {
      const text = await this.#textOf(row).catch(() => undefined);
      if (text) made.push({ position: row.position, ...text });
    }
    if (made.length === 0) return 0;
    // A message that was deleted meanwhile is in the first table no more, and gets no text.
    await this.#database.query(
      `WITH done AS (DELETE FROM @unindexed WHERE message = ANY($1::bigint[]) RETURNING message)
       INSERT INTO @texts (message, body_start, words)
       SELECT w.message, w.body_start, w.words
       FROM unnest($1::bigint[], $2::integer[], $3::text[]) AS w (message, body_start, words)
       JOIN done ON done.message = w.message ON CONFLICT DO NOTHING`,
      [made.map(({ position }) => position), made.map(({ start }) => start), made.map(({ words }) => words)],
    );
    return made.length;
  }

  async #textOf(row: Unread): Promise<{ start: number; words: string | null }> {
    const { envelope, summary } = unpackRow(row.described);
    const subject = {
      receivedAt: row.received_at,
      size: row.size,
      envelope,
      summary,
      tags: [],
      seen: false,
      accounts: [],
    };
    const hay = new Haystacks(subject);
    const head = `${FIELDS.map((field) => hay.of(field)).join('\n')}\n`.replaceAll('\u0000', '\u0001');
    const { text } = await contentOf(row, BODIES, this.#read);
    if (head.length + text.length > INDEXED_TEXT || text.includes('\u0000')) return { start: 0, words: null };
    return { start: head.length, words: head + text };
  }
}
