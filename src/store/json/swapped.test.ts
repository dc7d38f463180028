import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { StoreUnavailable } from '../errors.js';
import { createJsonStore } from './index.js';
import { mail, readAll, send } from './testing/mail.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };

async function openStore(dir: string) {
  const store = createJsonStore({ dir, retention, retryMs: 10 });
  await store.open();
  return store;
}

async function filled() {
  const parent = mkdtempSync(join(tmpdir(), 'restante-swapped-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const dir = join(parent, 'data');
  const store = await openStore(dir);
  const { id } = await send(store, mail('before'));
  return { dir, store, id };
}

/** Until the owner of the folder has looked. */
const noticed = (store: { readonly failure: Error | null }, how: RegExp) =>
  expect.poll(() => store.failure?.message ?? 'all is well', { timeout: 15_000 }).toMatch(how);

it('a folder that was removed is noticed: no more 250, and a start makes a new one', async () => {
  const { dir, store } = await filled();
  rmSync(dir, { recursive: true });
  await noticed(store, /data folder \S+ was removed, or another/);
  await expect(send(store, mail('nowhere'))).rejects.toThrow(StoreUnavailable);
  await store.close();
  const again = await openStore(dir);
  expect(again.problems).toEqual([]);
  expect(await again.verify()).toEqual([]);
  await again.close();
});

it('a folder that comes back as it was goes on, with all that was in it', async () => {
  const { dir, store, id } = await filled();
  renameSync(dir, `${dir}.away`);
  await noticed(store, /data folder \S+ was removed, or another/);
  await expect(send(store, mail('nowhere'))).rejects.toThrow(/was removed/);
  renameSync(`${dir}.away`, dir);
  await noticed(store, /all is well/);
  const after = await send(store, mail('after'));
  expect(await store.verify()).toEqual([]);
  await store.close();
  const again = await openStore(dir);
  expect((await readAll(again, id)).equals(mail('before'))).toBe(true);
  expect((await readAll(again, after.id)).equals(mail('after'))).toBe(true);
  expect((await again.stats()).messages).toBe(2);
  expect(await again.verify()).toEqual([]);
  await again.close();
});

it('a journal with another in its place is noticed; what was accepted before is there at the next start', async () => {
  const { dir, store, id } = await filled();
  const journal = join(dir, 'journal.ndjson');
  cpSync(journal, `${journal}.copy`);
  renameSync(`${journal}.copy`, journal);
  await noticed(store, /data folder \S+ was removed, or another/);
  await expect(send(store, mail('nowhere'))).rejects.toThrow(/another was put in its place/);
  await store.close();
  const again = await openStore(dir);
  expect(again.problems).toEqual([]);
  expect((await readAll(again, id)).equals(mail('before'))).toBe(true);
  expect(await again.verify()).toEqual([]);
  await again.close();
});

it('a compaction puts another in its place itself, which is nothing to notice', async () => {
  const { store } = await filled();
  const until = performance.now() + 3000;
  while (performance.now() < until) {
    await store.compactNow();
    expect(store.failure).toBeNull();
  }
  expect(await store.verify()).toEqual([]);
  await store.close();
});
