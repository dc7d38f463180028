import { expect, it } from 'vitest';
import { parseQuery } from '../../search/parse.js';
import { CursorExpired } from '../errors.js';
import { mail, send } from '../json/testing/mail.js';
import { createMemoryStore } from '../memory/index.js';
import type { ListOptions, Store } from '../store.js';

const SIZES = [500, 3000, 100, 9000, 3000, 20_000, 700];

async function filled(): Promise<Store> {
  const store = createMemoryStore({ retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
  for (const [index, size] of SIZES.entries()) await send(store, mail(`m${index}`, size));
  return store;
}

/** The subjects of all pages. */
async function subjects(store: Store, options: Omit<ListOptions, 'limit'>): Promise<string[][]> {
  const pages: string[][] = [];
  for (let after: number | undefined; ; ) {
    const { messages, next, total } = await store.list({ ...options, limit: 3, after });
    pages.push(messages.map(({ summary }) => summary.subject));
    expect(total).toBe(pages.flat().length > 0 && options.query?.kind === 'and' ? 3 : SIZES.length);
    if (next === null) return pages;
    after = next;
  }
}

it('lists by size, page by page, of equals the newer first', async () => {
  const store = await filled();
  expect(await subjects(store, { order: 'largest' })).toEqual([['m5', 'm3', 'm4'], ['m1', 'm6', 'm0'], ['m2']]);
  expect(await subjects(store, { order: 'smallest' })).toEqual([['m2', 'm0', 'm6'], ['m4', 'm1', 'm3'], ['m5']]);
  expect(await subjects(store, { query: parseQuery('sort:largest larger:2k smaller:10k') })).toEqual([
    ['m3', 'm4', 'm1'],
  ]);
  expect(await store.verify()).toEqual([]);
});

it('an order that is given goes before the one of the query', async () => {
  const store = await filled();
  const query = parseQuery('sort:largest');
  const { messages } = await store.list({ query, order: 'oldest', limit: 2 });
  expect(messages.map(({ summary }) => summary.subject)).toEqual(['m0', 'm1']);
  const { messages: oldest } = await store.list({ query: parseQuery('sort:oldest'), limit: 2 });
  expect(oldest.map(({ summary }) => summary.subject)).toEqual(['m0', 'm1']);
  expect(await store.verify()).toEqual([]);
});

it('a page cannot go on behind a message that is gone', async () => {
  const store = await filled();
  const page = await store.list({ order: 'largest', limit: 1 });
  await store.delete({ ids: page.messages.map(({ id }) => id) });
  await expect(store.list({ order: 'largest', limit: 1, after: page.next ?? 0 })).rejects.toThrow(CursorExpired);
  expect(await store.verify()).toEqual([]);
});
