import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mail, readAll, send } from '../json/testing/mail.js';
import { Database } from './database.js';
import { createPostgresStore } from './index.js';
import { migrate } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { freshSchema } from './testing/shared.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
let schema: Awaited<ReturnType<typeof freshSchema>>;
let database: Database;
beforeEach(async () => {
  schema = await freshSchema();
  database = new Database({ url: schema.url });
});
afterEach(async () => {
  await database.close();
  await schema.remove();
});

/** All that the tables, columns and indexes of the schema are. */
async function shape(): Promise<unknown> {
  const { schema: name } = database.names;
  return [
    await database.once(
      `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
       WHERE table_schema = $1 ORDER BY 1, 2`,
      [name],
    ),
    await database.once(
      `SELECT tablename, indexname, replace(indexdef, $1, 'schema') AS def FROM pg_indexes WHERE schemaname = $1 ORDER BY 1, 2`,
      [name],
    ),
    await database.once('SELECT version FROM @migrations ORDER BY version', []),
  ];
}

/** A message as the first version kept it. */
async function fillFirst(): Promise<{ id: string; raw: Buffer }> {
  const other = await freshSchema();
  const store = createPostgresStore({ url: other.url, retention });
  await store.open();
  const raw = mail('kept over migrations', 400_000);
  const { id } = await send(store, raw, [{ account: 'a' }, { account: 'catchall' }]);
  await store.update({ ids: [id] }, { addTags: ['old'], seen: true });
  await store.close();
  const from = new Database({ url: other.url }).names.schema;
  const { rows } = {
    rows: await database.once<{ table_name: string; columns: string }>(
      `SELECT table_name, string_agg(quote_ident(column_name), ', ') AS columns FROM information_schema.columns
     WHERE table_schema = $1 AND table_name <> 'migrations' GROUP BY table_name`,
      [database.names.schema],
    ),
  };
  for (const { table_name: table, columns } of rows) {
    if (table.startsWith('parcels')) continue;
    await database.once(`DELETE FROM @${table}`, []);
    await database.once(`INSERT INTO @${table} (${columns}) SELECT ${columns} FROM "${from}".${table}`, []);
  }
  // Bytes were in `chunks` before there were generations; a later version leaves them there.
  await database.once(`INSERT INTO @chunks (body, n, bytes) SELECT body, n, bytes FROM "${from}".parcels`, []);
  if (rows.some(({ table_name: table }) => table === 'generations'))
    await database.once('UPDATE @messages SET generation = -1', []);
  await other.remove();
  return { id, raw };
}

describe('the schema', () => {
  it('is made by many at one time once, and by a second start not again', async () => {
    await Promise.all(Array.from({ length: 4 }, () => migrate(database)));
    const first = await shape();
    await migrate(database);
    expect(await shape()).toEqual(first);
  });

  for (let version = 1; version <= MIGRATIONS.length; version++)
    it(`of version ${version} is brought forward with all that is in it`, async () => {
      await migrate(database, version);
      const { id, raw } = await fillFirst();
      const store = createPostgresStore({ url: schema.url, retention });
      await store.open();
      expect((await readAll(store, id)).equals(raw)).toBe(true);
      expect(await store.get(id)).toMatchObject({
        tags: ['old'],
        seen: true,
        locations: [{ account: 'a' }, { account: 'catchall' }],
      });
      await send(store, mail('new'), [{ account: 'a' }]);
      expect((await store.mailbox('a', 'INBOX')).exists).toBe(2);
      expect(await store.verify()).toEqual([]);
      await store.close();
      const grown = await shape();
      const fresh = await freshSchema();
      await database.close();
      database = new Database({ url: fresh.url });
      await migrate(database);
      expect(grown).toEqual(await shape());
      await fresh.remove();
    });

  it('of a newer Restante is left alone', async () => {
    await migrate(database);
    await database.once('INSERT INTO @migrations (version) VALUES (1000)', []);
    const store = createPostgresStore({ url: schema.url, retention });
    await expect(store.open()).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/is of a newer Restante \(version 1000/),
    });
    await store.close();
  });
});
