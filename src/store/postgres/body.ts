import type { ByteRange } from '../../message/types.js';
import { MessageNotFound } from '../errors.js';
import type { Database } from './database.js';
import type { Place, Spill } from './draft.js';
import { CHUNK_BYTES, UNDIVIDED } from './limits.js';
import { isId } from './sql.js';

/**
 * The raw bytes of a message, whole or a range, a chunk at a time: the next is asked for when the reader wants it.
 * @throws MessageNotFound, also when it is deleted while it is read; StoreUnavailable
 */
export async function* readBody(database: Database, id: string, range?: ByteRange): AsyncGenerator<Buffer, void> {
  if (!isId(id)) throw new MessageNotFound(id);
  const start = Math.max(range?.start ?? 0, 0);
  const first = Math.min(Math.floor(start / CHUNK_BYTES), 2 ** 31 - 1);
  const [found] = await database.query<{ size: number; bytes: Buffer | null } & Place>(
    `SELECT m.size, m.body::text AS body, m.generation, substring(coalesce(p.bytes, c.bytes) FROM $3 FOR $4) AS bytes
     FROM @messages m LEFT JOIN @parcels p ON p.generation = m.generation AND p.body = m.body AND p.n = $2
       LEFT JOIN @chunks c ON m.generation = -1 AND c.body = m.body AND c.n = $2
     WHERE m.id = $1`,
    [id, first, ...cut(start, range?.end ?? Number.POSITIVE_INFINITY, first)],
  );
  if (!found) throw new MessageNotFound(id);
  const end = Math.min(range?.end ?? found.size, found.size);
  let bytes = found.bytes;
  for (let n = first; n * CHUNK_BYTES < end && start < end; n++) {
    if (n > first) {
      const [next] = await database.query<{ bytes: Buffer }>(
        found.generation === UNDIVIDED
          ? 'SELECT substring(bytes FROM $3 FOR $4) AS bytes FROM @chunks WHERE body = $1 AND n = $2'
          : 'SELECT substring(bytes FROM $3 FOR $4) AS bytes FROM @parcels WHERE body = $1 AND n = $2 AND generation = $5',
        [found.body, n, ...cut(start, end, n), ...(found.generation === UNDIVIDED ? [] : [found.generation])],
      );
      bytes = next?.bytes ?? null;
    }
    const wanted = Math.min(end, (n + 1) * CHUNK_BYTES) - Math.max(start, n * CHUNK_BYTES);
    if (!bytes || bytes.length < wanted) throw new MessageNotFound(id);
    yield Buffer.from(bytes.subarray(0, wanted));
  }
}

/** Where a range lies in a chunk, as `substring` counts: from 1, and how many. */
function cut(start: number, end: number, n: number): [from: number, length: number] {
  const begin = n * CHUNK_BYTES;
  const from = Math.max(start - begin, 0);
  const to = Math.min(end - begin, CHUNK_BYTES);
  return [Math.min(from, CHUNK_BYTES) + 1, Math.max(to - from, 0)];
}

/** Keeps the chunks of messages that are arriving. */
export function spillInto(database: Database, now: () => number): Spill {
  return {
    async begin(body) {
      // Known as a draft first: what a crash leaves behind is found by that, and its generation stays.
      const [draft] = await database.query<{ generation: number }>(
        `INSERT INTO @drafts (body, began_at, generation) SELECT $1, $2, coalesce(max(number), 0) FROM @generations
         ON CONFLICT (body) DO UPDATE SET began_at = excluded.began_at RETURNING generation`,
        [body, now()],
      );
      return draft?.generation ?? 0;
    },
    async chunk({ body, generation }, n, bytes) {
      await database.query(
        `INSERT INTO @parcels (generation, body, n, bytes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (generation, body, n) DO UPDATE SET bytes = excluded.bytes`,
        [generation, body, n, bytes],
      );
    },
    forget: (place) => forgetDraft(database, place),
  };
}

/** Removes a draft and its bytes. */
export async function forgetDraft(database: Database, { body, generation }: Place): Promise<void> {
  await database.query('DELETE FROM @parcels WHERE generation = $1 AND body = $2', [generation, body]);
  if (generation === UNDIVIDED) await database.query('DELETE FROM @chunks WHERE body = $1', [body]);
  await database.query('DELETE FROM @drafts WHERE body = $1', [body]);
}
