import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../../imap/fixtures/messages.js';
import { samples } from '../../samples/index.js';
import type { Query, SortOrder } from '../../search/ast.js';
import { parseQuery } from '../../search/parse.js';
import { arbitraryQuery } from '../../search/testing/arbitrary.js';
import { lines } from '../../search/testing/lines.js';
import { CORPUS } from '../../smtp/testing/corpus.js';
import { envelope, mail } from '../json/testing/mail.js';
import { createMemoryStore } from '../memory/index.js';
import { Receiver } from '../receive.js';
import type { ListOptions, Store } from '../store.js';
import { Database } from './database.js';
import { createPostgresStore } from './index.js';
import { freshSchema } from './testing/shared.js';

/** One corpus in two stores: whatever is asked, both give the same answer, with texts made and without. */

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const NOW = Date.parse('2026-03-10T12:00:00Z');
const RUNS = Number(process.env.RESTANTE_PROPERTY_RUNS ?? 25) * 4;

let schema: Awaited<ReturnType<typeof freshSchema>>;
let memory: Store;
let postgres: Store;
let database: Database;

const html = (subject: string, text: string): string =>
  `From: Ann <ann@example.org>\r\nTo: "Bob, B." <bob@example.com>\r\nCc: carol@example.net\r\nSubject: ${subject}\r\n` +
  `Message-ID: <${subject.length}@example.org>\r\nX-A: a b\r\nX-Tags: Red, ${subject.slice(0, 3)}\r\n` +
  `Content-Type: text/html; charset=utf-8\r\n\r\n<p>${text} <a href="https://example.org/confirm?x=1">go</a> code 482913</p>\r\n`;

const FACTS = { from: 'ann@example.org', to: 'bob@example.com', date: new Date(NOW), messageId: 'sample@example.org' };

const OURS: readonly (string | Buffer)[] = [
  html('100% off_now \\ a|b', 'percent 100% under_score back\\slash'),
  html('=?utf-8?q?Stra=C3=9Fe?=', 'Ünïcode ＦＵＬＬ ß ﬁ Ω ς'),
  html('Re: AND or NOT', 'from:x "quoted" (a b) --x'),
  mail('long', 600_000),
  `Subject: nothing\r\n\r\n`,
  `Subject: nul\r\n\r\nbefore\u0000after\r\n`,
  ...MESSAGES,
  ...CORPUS.map(([, message]) => message),
  ...samples.filter(({ id }) => id !== 'huge').map((sample) => Buffer.concat([...sample.message(FACTS)])),
];

beforeAll(async () => {
  schema = await freshSchema();
  memory = createMemoryStore({ retention });
  postgres = createPostgresStore({ url: schema.url, retention });
  database = new Database({ url: schema.url });
  await Promise.all([memory.open(), postgres.open()]);
  for (const [i, raw] of OURS.entries()) {
    const deliveries = [
      { account: i % 3 === 0 ? 'Ann@example.org' : 'bob@example.com', flags: i % 4 === 0 ? ['\\Seen'] : [] },
      { account: 'catchall' },
    ];
    for (const store of [memory, postgres]) {
      const receiver = new Receiver(store);
      const bytes = Buffer.from(raw as string);
      for (let at = 0; at < bytes.length; at += 60_000) await receiver.write(bytes.subarray(at, at + 60_000));
      await receiver.commit({ envelope: envelope(), deliveries, receivedAt: NOW - i * 3_600_000 });
    }
  }
}, 120_000);

afterAll(async () => {
  expect(await memory.verify()).toEqual([]);
  expect(await postgres.verify()).toEqual([]);
  await Promise.all([memory.close(), postgres.close(), database.close()]);
  await schema.remove();
});

/** Waits until all texts are made. */
async function indexed(): Promise<void> {
  for (;;) {
    const [row] = await database.query<{ left: number }>('SELECT count(*) AS left FROM @unindexed');
    if (row?.left === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Takes all texts away again. */
async function unindexed(): Promise<void> {
  await database.query(
    'WITH gone AS (DELETE FROM @texts RETURNING message) INSERT INTO @unindexed SELECT message FROM gone',
  );
}

/** Places of the corpus, in order, a page at a time, and the total. */
async function answer(store: Store, options: Omit<ListOptions, 'limit' | 'after'>, limit: number) {
  const all = await store.list({ limit: 1000, order: 'oldest' });
  const places = new Map(all.messages.map(({ id }, i) => [id, i]));
  const found: (number | undefined)[][] = [];
  const totals: (number | null)[] = [];
  for (let after: number | undefined; ; ) {
    const page = await store.list({ ...options, limit, after });
    found.push(page.messages.map(({ id }) => places.get(id)));
    totals.push(page.total);
    if (page.next === null) return { found, totals };
    after = page.next;
  }
}

async function compare(query: Query, options: Partial<ListOptions> = {}, limit = 7): Promise<void> {
  const asked = { ...options, query };
  expect(await answer(postgres, asked, limit), JSON.stringify(asked)).toEqual(await answer(memory, asked, limit));
}

const QUERIES = lines('queries_valid.txt').map(([text = '']) => parseQuery(text, { now: NOW }));
const order = fc.constantFrom<(SortOrder | undefined)[]>(undefined, 'newest', 'oldest', 'largest', 'smallest');
const words = fc.constantFrom(
  'a',
  'ab',
  'example',
  'straße',
  '100%',
  'under_score',
  '\\',
  'ann',
  'code',
  'the',
  'nothing at all',
  'ß',
  'ﬁ',
  'pdf',
);

describe.each([
  ['with their texts made', indexed],
  ['without a text', unindexed],
])('searches %s', (_what, prepare) => {
  it('of the grammar find the same as in memory', async () => {
    await prepare();
    for (const query of QUERIES) await compare(query, { count: true });
  }, 240_000);

  it('of any kind find the same, in every order, page by page', async () => {
    await prepare();
    await fc.assert(
      fc.asyncProperty(
        arbitraryQuery(words),
        order,
        fc.boolean(),
        fc.constantFrom(undefined, 'catchall', 'bob@example.com', 'nobody'),
        fc.integer({ min: 1, max: 30 }),
        (query, by, count, account, limit) => compare(query, { order: by, count, account }, limit),
      ),
      { numRuns: RUNS },
    );
  }, 240_000);
});
