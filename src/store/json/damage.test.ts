import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LOST_AND_FOUND } from '../model/restore.js';
import type { Message } from '../types.js';
import { checkStore, createJsonStore } from './index.js';
import { FORMAT, Layout } from './layout.js';
import { mail, readAll, send } from './testing/mail.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
let layout: Layout;
beforeEach(() => {
  layout = new Layout(mkdtempSync(join(tmpdir(), 'restante-damage-')));
  onTestFinished(() => rmSync(layout.dir, { recursive: true }));
});

async function open() {
  const store = createJsonStore({ dir: layout.dir, retention });
  await store.open();
  return store;
}

/** A folder with five messages in one mailbox and flags on the third, as a clean end leaves it. */
async function filled(): Promise<Message[]> {
  const store = await open();
  const messages: Message[] = [];
  for (let i = 1; i <= 5; i++) messages.push(await send(store, mail(`message ${i}`, i === 4 ? 100_000 : 100)));
  const mailbox = messages[2]?.locations[0]?.mailboxId ?? '';
  await store.setFlags(mailbox, [{ first: 3, last: 3 }], { mode: 'add', flags: ['\\Flagged'] });
  await store.close();
  return messages;
}

const lines = (): string[] => readFileSync(layout.journal, 'utf8').split('\n');
const rewrite = (change: (lines: string[]) => string[]): void =>
  writeFileSync(layout.journal, change(lines()).join('\n'));
const quarantined = (): string[] => readdirSync(layout.quarantine).sort();

/** Opens twice: the first start names the problems, the second finds all in order. */
async function start(look: (store: Awaited<ReturnType<typeof open>>) => Promise<void>): Promise<string[]> {
  const store = await open();
  const kinds = store.problems.map(({ kind }) => kind);
  await look(store);
  expect(await store.verify()).toEqual([]);
  await store.close();
  const again = await open();
  expect(again.problems).toEqual([]);
  await look(again);
  expect(await again.verify()).toEqual([]);
  await again.close();
  expect((await checkStore(layout.dir)).problems).toEqual([]);
  return kinds;
}

describe('a damaged folder opens, and everything wrong is named', () => {
  it('a torn last line is cut off and kept aside', async () => {
    const messages = await filled();
    writeFileSync(layout.journal, '{"do":"append","p":99,"id', { flag: 'a' });
    const kinds = await start(async (store) => {
      for (const { id } of messages) expect((await store.get(id)).id).toBe(id);
      expect((await store.mailbox('catchall', 'INBOX')).uidNext).toBe(6);
    });
    expect(kinds).toEqual(['torn-tail']);
    expect(quarantined()).toHaveLength(1);
  });

  it('blank bytes at the end are nothing', async () => {
    await filled();
    writeFileSync(layout.journal, Buffer.alloc(5000), { flag: 'a' });
    expect(await start(async (store) => void expect((await store.stats()).messages).toBe(5))).toEqual([]);
  });

  it('a corrupt line in the middle takes only its own message; the others keep their UIDs, and none comes again', async () => {
    const messages = await filled();
    rewrite((all) => all.map((line, i) => (i === 2 ? line.replace('message 2', 'message X') : line)));
    const kinds = await start(async (store) => {
      for (const [i, { id, locations }] of messages.entries()) {
        if (i === 1) await expect(store.get(id)).rejects.toThrow(/no message/);
        else expect((await store.get(id)).locations).toEqual(locations);
      }
      const inbox = await store.mailbox('catchall', 'INBOX');
      expect(inbox.uidNext).toBeGreaterThan(1_000_000);
      const { entries } = await store.entries(inbox.id, { uids: [{ first: 3, last: 3 }], limit: 1 });
      expect(entries[0]?.flags).toEqual(['\\Flagged']);
    });
    // Its file is not known any more.
    expect(kinds).toEqual(['damaged-line', 'orphan']);
    expect(quarantined()).toEqual([`${messages[1]?.id}.eml`, expect.stringMatching(/^journal-\d+-\d+\.ndjson$/)]);
    expect(readFileSync(join(layout.quarantine, `${messages[1]?.id}.eml`)).equals(mail('message 2', 100))).toBe(true);
  });

  it('a line that was cut out is noticed', async () => {
    const messages = await filled();
    rewrite((all) => all.filter((_, i) => i !== 3));
    const kinds = await start(async (store) => {
      expect((await store.get(messages[4]?.id ?? '')).locations).toEqual(messages[4]?.locations);
      await expect(store.get(messages[2]?.id ?? '')).rejects.toThrow(/no message/);
    });
    expect(kinds).toEqual(['missing-lines', 'orphan']);
  });

  it('a line that is there twice counts once', async () => {
    await filled();
    rewrite((all) => [...all.slice(0, 3), all[2] as string, ...all.slice(3)]);
    const kinds = await start(async (store) => void expect((await store.stats()).messages).toBe(5));
    expect(kinds).toContain('damaged-line');
  });

  it('a first line that is damaged costs the cursors, not the mail', async () => {
    await filled();
    rewrite((all) => ['{"is":"nothing"}', ...all.slice(1)]);
    const kinds = await start(async (store) => void expect((await store.stats()).messages).toBe(5));
    expect(kinds).toEqual(['damaged-line', 'missing-lines']);
  });

  it('messages whose account line is damaged in a compacted journal go to lost-and-found', async () => {
    await filled();
    const store = await open();
    await store.compactNow();
    await store.close();
    rewrite((all) => all.map((line) => (line.startsWith('{"is":"account"') ? line.replace('INBOX', 'inbox') : line)));
    await start(async (again) => void expect((await again.account(LOST_AND_FOUND)).messages).toBe(5));
  });

  it('a missing file: the message is reported, and its description kept', async () => {
    const [first] = await filled();
    const id = first?.id ?? '';
    rmSync(layout.message(id));
    expect((await checkStore(layout.dir)).problems.map(({ kind }) => kind)).toEqual(['missing-message']);
    const kinds = await start(async (store) => {
      await expect(store.get(id)).rejects.toThrow(/no message/);
      expect((await store.stats()).messages).toBe(4);
    });
    expect(kinds).toEqual(['missing-message']);
    const record = JSON.parse(readFileSync(join(layout.quarantine, `${id}.json`), 'utf8'));
    expect(record).toMatchObject({
      id,
      summary: { subject: 'message 1' },
      entries: [[expect.any(String), 1, 2, [], null, null]],
    });
  });

  it('all files missing at once is a mount that is not there: nothing is thrown away', async () => {
    await filled();
    renameSync(layout.messages, `${layout.dir}/elsewhere`);
    await expect(open()).rejects.toThrow(/is its volume mounted\?/);
    renameSync(`${layout.dir}/elsewhere`, layout.messages);
    expect(await start(async (store) => void expect((await store.stats()).messages).toBe(5))).toEqual([]);
  });

  it('an orphan is put aside; other files are left alone, and leftovers of drafts go', async () => {
    await filled();
    const id = '01a20bf0-d64a-7153-8d33-42f8f7984b1d';
    const shard = readdirSync(layout.messages)[0] ?? '';
    writeFileSync(join(layout.messages, shard, `${id}.eml`), 'Subject: who am I?\r\n\r\n');
    writeFileSync(join(layout.messages, shard, 'notes.txt'), 'mine');
    writeFileSync(layout.temporary('half.part'), 'x');
    writeFileSync(layout.newJournal, 'half');
    const kinds = await start(async (store) => void expect((await store.stats()).messages).toBe(5));
    expect(kinds).toEqual(['orphan']);
    expect(quarantined()).toEqual([`${id}.eml`]);
    expect(readFileSync(join(layout.messages, shard, 'notes.txt'), 'utf8')).toBe('mine');
    expect(readdirSync(layout.tmp)).toEqual([]);
  });

  it('a file with other bytes is found by reading everything, and never given out in part', async () => {
    const messages = await filled();
    const [first, , , large] = messages.map(({ id }) => id) as [string, string, string, string];
    writeFileSync(layout.message(first), mail('message 9', 100));
    writeFileSync(layout.message(large), mail('message 4', 50_000));
    const store = await open();
    await expect(readAll(store, large)).rejects.toThrow(/restante doctor/);
    await store.close();
    const found = await checkStore(layout.dir);
    expect(found.problems.map(({ kind }) => kind)).toEqual(['damaged-message', 'damaged-message']);
    expect(found).toMatchObject({ messages: 5, repaired: false });
    const mended = await checkStore(layout.dir, { repair: true });
    expect(mended.problems.map(({ kind, quarantined: where }) => [kind, where])).toEqual([
      ['damaged-message', `quarantine/${first}.eml`],
      ['damaged-message', `quarantine/${large}.eml`],
    ]);
    expect(mended).toMatchObject({ messages: 3, repaired: true });
    expect((await checkStore(layout.dir)).problems).toEqual([]);
  });

  it('a journal of a newer format is refused, and nothing is changed', async () => {
    const { sealObject } = await import('./line.js');
    await filled();
    const head = { is: 'journal', format: FORMAT + 1, epoch: 'e', position: 0, uidValidity: 0, lastId: '' };
    rewrite((all) => [sealObject(head).toString().trimEnd(), ...all.slice(1)]);
    const before = readFileSync(layout.journal);
    await expect(open()).rejects.toThrow(`format ${FORMAT + 1}`);
    expect(readFileSync(layout.journal).equals(before)).toBe(true);
  });

  it('no folder, no report', async () => {
    await expect(checkStore(join(layout.dir, 'nowhere'))).rejects.toThrow(/There is no data folder/);
  });
});
