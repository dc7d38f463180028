import { describe, expect, it } from 'vitest';
import type { Store } from '../store.js';
import { createJsonStore } from './index.js';
import type { JsonStore } from './store.js';
import { CrashDisk } from './testing/crash-disk.js';
import { look } from './testing/look.js';
import { capture, listAll, mail, send, sendAll } from './testing/mail.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const JOURNAL = '/data/journal.ndjson';

async function open(disk: CrashDisk): Promise<JsonStore> {
  const store = createJsonStore({ dir: '/data', retention, disk, lock: false });
  await store.open();
  return store;
}

const A = [{ account: 'a' }];
const appendAll = (store: Store, subjects: readonly string[], size = 0) =>
  sendAll(
    store,
    subjects.map((subject) => mail(subject, size)),
    A,
  );

const subjects = async (store: Store): Promise<string[]> =>
  (await listAll(store)).map(({ summary }) => summary.subject);

async function content(disk: CrashDisk): Promise<Buffer> {
  const file = await disk.open(JOURNAL, 'read');
  const bytes = Buffer.alloc(await file.size());
  await file.read(bytes, 0);
  await file.close();
  return bytes;
}

async function lines(disk: CrashDisk): Promise<string[]> {
  return (await content(disk)).toString().trimEnd().split('\n');
}

async function rewrite(disk: CrashDisk, text: string): Promise<void> {
  const file = await disk.open(JOURNAL, 'edit');
  await file.truncate(0);
  await file.write(Buffer.from(text), 0);
  await file.sync();
  await file.close();
}

/** A closed folder with one message and behind it an append of three. */
async function withThree(): Promise<{ disk: CrashDisk; before: string[]; three: string[] }> {
  const disk = new CrashDisk();
  const store = await open(disk);
  await send(store, mail('before'), [{ account: 'a' }]);
  await store.close();
  const before = await lines(disk);
  const again = await open(disk);
  await appendAll(again, ['one', 'two', 'three']);
  await again.close();
  const three = (await lines(disk)).slice(before.length).filter((line) => line.startsWith('{"do":"append"'));
  expect(three).toHaveLength(3);
  return { disk, before, three };
}

async function reopened(disk: CrashDisk): Promise<{ store: JsonStore; kinds: string[] }> {
  const store = await open(disk);
  return { store, kinds: store.problems.map(({ kind }) => kind) };
}

describe('the lines of one append', () => {
  it('say how many follow, and give the same store again', async () => {
    const { disk, three } = await withThree();
    expect(three.map((line) => JSON.parse(line).more)).toEqual([2, 1, undefined]);
    const { store, kinds } = await reopened(disk);
    expect(kinds).toEqual([]);
    expect(await subjects(store)).toEqual(['before', 'one', 'two', 'three']);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('that end before the last are an unfinished write: none of them counts', async () => {
    const { disk, before, three } = await withThree();
    const whole = `${before.join('\n')}\n`;
    for (const left of [
      `${three[0]}\n`,
      `${three[0]}\n${three[1]}\n`,
      `${three[0]}\n${three[1]}\n${three[2]}`.slice(0, -9),
    ]) {
      await rewrite(disk, whole + left);
      const { store, kinds } = await reopened(disk);
      expect(kinds).toContain('torn-tail');
      expect(await subjects(store)).toEqual(['before']);
      expect((await store.mailbox('a', 'INBOX')).uidNext).toBe(2);
      const next = await send(store, mail('next'), [{ account: 'a' }]);
      expect(next.locations[0]?.uid).toBe(2);
      expect(await store.verify()).toEqual([]);
      await store.close();
    }
  });

  it('with damage between them and something behind count as far as they are left', async () => {
    const { disk, before, three } = await withThree();
    const [one, two, last] = three as [string, string, string];
    await rewrite(disk, `${[...before, one, two.replace('two', 'TWO'), last].join('\n')}\n`);
    const { store, kinds } = await reopened(disk);
    expect(kinds).toContain('damaged-line');
    expect(await subjects(store)).toEqual(['before', 'one', 'three']);
    const { entries } = await store.entries((await store.mailbox('a', 'INBOX')).id, { limit: 9 });
    expect(entries.map(({ uid }) => uid)).toEqual([1, 2, 4]);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('of which one was cut out are noticed', async () => {
    const { disk, before, three } = await withThree();
    await rewrite(disk, `${[...before, three[0], three[2]].join('\n')}\n`);
    const { store, kinds } = await reopened(disk);
    expect(kinds).toContain('missing-lines');
    expect(await subjects(store)).toEqual(['before', 'one', 'three']);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('of which one is there twice count once', async () => {
    const { disk, before, three } = await withThree();
    await rewrite(disk, `${[...before, three[0], ...three].join('\n')}\n`);
    const { store, kinds } = await reopened(disk);
    expect(kinds).toContain('damaged-line');
    expect(await subjects(store)).toEqual(['before', 'one', 'two', 'three']);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('carry little of many large messages: the rest has files', async () => {
    const disk = new CrashDisk();
    const store = await open(disk);
    const names = Array.from({ length: 80 }, (_, i) => `m${i}`);
    const messages = await appendAll(store, names, 60_000);
    expect(messages.map(({ locations }) => locations[0]?.uid)).toEqual(names.map((_, i) => i + 1));
    const appends = (await lines(disk)).filter((line) => line.startsWith('{"do":"append"'));
    expect(appends.filter((line) => line.includes('"file":')).length).toBeGreaterThan(5);
    expect(Buffer.byteLength(appends.join())).toBeLessThan(8 * 1024 * 1024);
    expect(await store.verify()).toEqual([]);
    await store.close();
    const { store: again, kinds } = await reopened(disk);
    expect(kinds).toEqual([]);
    expect(await subjects(again)).toEqual(names);
    expect(await again.verify()).toEqual([]);
    await again.close();
  });
});

describe('replay', () => {
  it('replaces what was replaced, and refuses again what was refused', async () => {
    const disk = new CrashDisk();
    const store = await open(disk);
    const { locations } = await send(store, mail('draft 1'), [{ account: 'a' }, { account: 'b' }]);
    const replaces = { mailboxId: locations[0]?.mailboxId ?? '', uid: 1 };
    const both = await Promise.allSettled([
      store.append(await capture(store, mail('draft 2'), A, replaces)),
      store.append(await capture(store, mail('draft 3'), A, replaces)),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const before = await look(store);
    expect(await store.verify()).toEqual([]);
    await store.close();
    const { store: again, kinds } = await reopened(disk);
    expect(kinds).toEqual([]);
    expect(await look(again)).toEqual(before);
    expect(await again.verify()).toEqual([]);
    await again.close();
  });

  it('gives annotations again, from changes and from a compacted journal', async () => {
    const disk = new CrashDisk();
    const store = await open(disk);
    await store.ensureAccount('a');
    const box = await store.createMailbox('a', 'Box');
    await store.annotate('a', null, [{ name: '/shared/comment', value: 'ünïcode "\u0000"' }]);
    await store.annotate('a', box.id, [
      { name: '/private/comment', value: '' },
      { name: '/private/vendor/x/colour', value: 'red' },
    ]);
    await store.annotate('a', box.id, [{ name: '/private/vendor/x/colour', value: null }]);
    await store.renameMailbox('a', 'Box', 'Other');
    const before = await look(store);
    expect(await store.annotations('a', box.id)).toEqual([{ name: '/private/comment', value: '' }]);
    expect(await store.verify()).toEqual([]);
    await store.close();
    for (const compact of [false, true, false]) {
      const { store: again, kinds } = await reopened(disk);
      expect(kinds).toEqual([]);
      expect(await look(again)).toEqual(before);
      if (compact) await again.compactNow();
      expect(await again.verify()).toEqual([]);
      await again.close();
    }
  });

  it('drops annotations with their mailbox', async () => {
    const disk = new CrashDisk();
    const store = await open(disk);
    await store.ensureAccount('a');
    const { id } = await store.createMailbox('a', 'Box');
    await store.annotate('a', id, [{ name: '/shared/comment', value: 'x' }]);
    await store.deleteMailbox('a', 'Box');
    await store.createMailbox('a', 'Box');
    await store.close();
    const { store: again } = await reopened(disk);
    expect(await again.annotations('a', (await again.mailbox('a', 'Box')).id)).toEqual([]);
    expect(await again.verify()).toEqual([]);
    await again.close();
  });
});
