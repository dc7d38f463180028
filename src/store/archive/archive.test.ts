import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { createJsonStore } from '../json/index.js';
import { mail, readAll, send } from '../json/testing/mail.js';
import { createMemoryStore } from '../memory/index.js';
import type { Store } from '../store.js';
import { readArchive } from './read.js';
import { writeArchive } from './write.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const open: Store[] = [];
const folders: string[] = [];

async function opened(kind: 'memory' | 'json'): Promise<Store> {
  const dir = kind === 'json' ? await mkdtemp(join(tmpdir(), 'restante-archive-')) : '';
  if (dir) folders.push(dir);
  const store = kind === 'json' ? createJsonStore({ dir, retention }) : createMemoryStore({ retention });
  await store.open();
  open.push(store);
  return store;
}
afterEach(async () => {
  for (const store of open.splice(0)) {
    expect(await store.verify()).toEqual([]);
    await store.close();
  }
  for (const dir of folders.splice(0)) await rm(dir, { recursive: true });
});

async function archived(store: Store): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of writeArchive(store)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** In pieces that end anywhere. */
const restored = (store: Store, bytes: Buffer, size = 1000) =>
  readArchive(
    store,
    Readable.from(
      (function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      })(),
    ),
  );

/** Everything that an archive is to keep; a message goes by its bytes, since its id is new. */
async function look(store: Store) {
  const boxes: unknown[] = [];
  const { accounts } = await store.accounts({ limit: 1000 });
  for (const { name } of accounts) {
    boxes.push([name, await store.subscriptions(name), await store.annotations(name, null)]);
    for (const box of await store.mailboxes(name)) {
      const { uidValidity, uidNext, specialUse, exists, unseen } = box;
      const { entries } = await store.entries(box.id, { limit: 1000 });
      const rows = [];
      for (const { uid, messageId, flags, internalDate } of entries)
        rows.push([uid, flags, internalDate, (await readAll(store, messageId)).toString('latin1')]);
      boxes.push([name, box.name, { uidValidity, uidNext, specialUse, exists, unseen }, rows]);
    }
  }
  const messages = [];
  for (const { id } of (await store.list({ limit: 1000, order: 'oldest' })).messages) {
    const { id: _, position: _p, locations: _l, ...rest } = await store.get(id);
    messages.push(rest);
  }
  return { boxes, messages };
}

/** A store with everything that is hard: gaps, moves, copies, deletions, flags, dates, large and odd bytes. */
async function filled(kind: 'memory' | 'json'): Promise<Store> {
  const store = await opened(kind);
  const ids: string[] = [];
  for (let at = 0; at < 30; at++) {
    const size = at === 7 ? 200_000 : at * 100;
    const raw = at === 3 ? Buffer.from('no header\0\x80\r.\r\n..', 'latin1') : mail(`message ${at}`, size);
    const more = at % 3 === 0 ? [{ account: 'ann', flags: ['\\Flagged', 'work'], internalDate: 1_000_000 + at }] : [];
    ids.push((await send(store, raw, [{ account: `user${at % 4}` }, { account: 'catchall' }, ...more])).id);
  }
  await store.update({ ids: ids.slice(0, 10) }, { seen: true, addTags: ['first', 'ten'] });
  await store.delete({ ids: [ids[2] as string, ids[20] as string] });
  await store.createMailbox('ann', 'Archive/2026', { specialUse: '\\Archive' });
  await store.setSubscribed('ann', 'Archive/2026', true);
  await store.setSubscribed('ann', 'gone', true);
  await store.annotate('ann', null, [{ name: '/private/comment', value: 'hers' }]);
  const inbox = await store.mailbox('ann', 'INBOX');
  const target = await store.mailbox('ann', 'Archive/2026');
  await store.annotate('ann', target.id, [{ name: '/private/comment', value: 'old' }]);
  // Against the order of arrival, there and back.
  for (const uid of [6, 2, 4]) await store.move(inbox.id, [{ first: uid, last: uid }], target.id);
  await store.copy(target.id, [{ first: 1, last: 1 }], inbox.id);
  await store.copy(inbox.id, [{ first: 1, last: 1 }], inbox.id);
  await store.setFlags(inbox.id, [{ first: 3, last: 3 }], { mode: 'add', flags: ['\\Deleted'] });
  // A message that is nowhere but where it was moved to.
  const catchAll = await store.mailbox('catchall', 'INBOX');
  const user = await store.mailbox('user0', 'INBOX');
  const { entries } = await store.entries(target.id, { limit: 10 });
  for (const box of [
    catchAll,
    user,
    await store.mailbox('user2', 'INBOX'),
    await store.mailbox('user3', 'INBOX'),
    await store.mailbox('user1', 'INBOX'),
  ]) {
    const all = (await store.entries(box.id, { limit: 100 })).entries;
    const uid = all.find(({ messageId }) => messageId === entries[0]?.messageId)?.uid;
    if (uid === undefined) continue;
    await store.setFlags(box.id, [{ first: uid, last: uid }], { mode: 'add', flags: ['\\Deleted'] });
    await store.expunge(box.id, [{ first: uid, last: uid }]);
  }
  await store.ensureAccount('empty@example.org');
  return store;
}

describe('an archive', () => {
  it.each([
    ['memory', 'json'],
    ['json', 'memory'],
    ['json', 'json'],
  ] as const)('of %s, taken into %s, gives the same mailboxes, UIDs, flags, dates, tags, bytes', async (from, to) => {
    const source = await filled(from);
    const target = await opened(to);
    const bytes = await archived(source);
    const result = await restored(target, bytes);
    expect(result).toEqual({ messages: 28, skipped: 0, renumbered: [] });
    const [was, is] = [await look(source), await look(target)];
    expect(is.boxes).toEqual(was.boxes);
    const byName = (messages: readonly { summary: { subject: string } }[]) =>
      [...messages].sort((one, other) => (one.summary.subject < other.summary.subject ? -1 : 1));
    expect(byName(is.messages)).toEqual(byName(was.messages));
    expect(is.messages).toEqual(was.messages);
    // What comes now takes the next numbers, and an archive of the copy says the same.
    const { uidNext } = await source.mailbox('ann', 'INBOX');
    const { locations } = await send(target, mail('after'), [{ account: 'ann' }]);
    expect(locations[0]?.uid).toBe(uidNext);
  });

  it('survives a start of the JSON store', async () => {
    const source = await filled('memory');
    const dir = await mkdtemp(join(tmpdir(), 'restante-archive-'));
    folders.push(dir);
    const first = createJsonStore({ dir, retention });
    await first.open();
    await restored(first, await archived(source), 70_000);
    const before = await look(first);
    await first.close();
    const again = createJsonStore({ dir, retention });
    await again.open();
    open.push(again);
    expect(again.problems).toEqual([]);
    expect(await look(again)).toEqual(before);
    await again.compactNow();
    expect(await look(again)).toEqual(before);
  });

  it('taken in beside other mail keeps everything, with new UIDs where UIDs had been given', async () => {
    const source = await filled('memory');
    const target = await opened('memory');
    await send(target, mail('mine'), [{ account: 'ann' }, { account: 'catchall' }]);
    const { uidValidity } = await target.mailbox('ann', 'INBOX');
    const result = await restored(target, await archived(source));
    expect(result).toEqual({ messages: 28, skipped: 0, renumbered: ['ann/INBOX', 'catchall/INBOX'] });
    expect((await target.mailbox('ann', 'INBOX')).uidValidity).toBe(uidValidity);
    expect((await target.stats()).messages).toBe(29);
    expect((await target.mailbox('user1', 'INBOX')).uidValidity).toBe(
      (await source.mailbox('user1', 'INBOX')).uidValidity,
    );
  });

  const head = '{"is":"archive","format":1,"at":0,"messages":0}\n';
  const box = '{"is":"mailbox","account":"a","mailbox":"INBOX","uidValidity":1,"uidNext":3,"specialUse":null}\n';
  it.each([
    ['', 'line 0: it ends before its end'],
    ['hello\n', 'line 1: it is not JSON'],
    ['{"is":"end","messages":0}\n', 'line 1: it does not begin as an archive does'],
    [head.replace('1', '2'), 'line 1: it has format 2, this Restante knows up to 1'],
    [head, 'line 1: it ends before its end'],
    [`${head}{"is":"raw","base64":""}\n`, 'line 2: these bytes belong to no message'],
    [`${head}{"is":"entries","account":"a","mailbox":"INBOX","rows":[]}\n`, 'line 2: a/INBOX was not named before'],
    [`${head}${box.replace('"uidNext":3', '"uidNext":0')}`, /^line 2: uidNext: /],
    [
      `${head}${box}{"is":"entries","account":"a","mailbox":"INBOX","rows":[[2,"x",[],0],[1,"y",[],0]]}\n`,
      'line 3: UID 1 follows on 2',
    ],
    [
      `${head}{"is":"message","id":"../../x","receivedAt":0,"size":5,"tags":[],"envelope":{},"notes":[],"session":null}\n{"is":"end","messages":1}\n`,
      'line 3: message ../../x has 0 of 5 bytes',
    ],
  ])('that says %j is refused: %s', async (text, message) => {
    const store = await opened('memory');
    await expect(restored(store, Buffer.from(text))).rejects.toMatchObject({
      name: 'InvalidArchive',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
    expect((await store.stats()).messages).toBe(0);
  });

  it('that breaks off keeps the messages that were whole', async () => {
    const bytes = await archived(await filled('memory'));
    const target = await opened('memory');
    await expect(restored(target, bytes.subarray(0, bytes.length - 3000))).rejects.toThrow(/^line \d+: /);
    const { messages } = await target.stats();
    expect(messages).toBeGreaterThan(10);
    expect(messages).toBeLessThan(28);
  });
});
