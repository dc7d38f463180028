import { describe, expect } from 'vitest';
import { ALL, type Bench, type Case, to, uid } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

const flagsOf = async (bench: Bench): Promise<(readonly string[])[]> =>
  (await bench.entries(await bench.box())).map(({ flags }) => flags);

export function flags(test: Case): void {
  describe('setFlags', () => {
    test('adds, removes and replaces', async (bench) => {
      await bench.send('x', to('a', 'INBOX', ['\\Seen', 'work']));
      const mailboxId = await bench.box();
      const set = async (mode: 'add' | 'remove' | 'replace', ...list: string[]) => {
        const { entries } = await bench.store.setFlags(mailboxId, uid(1), { mode, flags: list });
        expect(entries).toEqual(await bench.entries(mailboxId));
        return entries[0]?.flags;
      };
      expect(await set('add', '\\Flagged', '\\Seen')).toEqual(['\\Flagged', '\\Seen', 'work']);
      expect(await set('remove', 'work', 'other')).toEqual(['\\Flagged', '\\Seen']);
      expect(await set('replace', '\\Draft', 'b', 'a')).toEqual(['\\Draft', 'a', 'b']);
      expect(await set('replace')).toEqual([]);
    });

    test('takes system flags in any case, keywords as they were first written, and never \\Recent', async (bench) => {
      await bench.sendEach(names(2));
      const mailboxId = await bench.box();
      await bench.store.setFlags(mailboxId, uid(1), { mode: 'add', flags: ['\\sEEN', '$Forwarded', '\\RECENT'] });
      await bench.store.setFlags(mailboxId, uid(2), { mode: 'add', flags: ['$FORWARDED', '$forwarded'] });
      expect(await flagsOf(bench)).toEqual([['$Forwarded', '\\Seen'], ['$Forwarded']]);
      await bench.store.setFlags(mailboxId, ALL, { mode: 'remove', flags: ['$forWARDED'] });
      expect(await flagsOf(bench)).toEqual([['\\Seen'], []]);
    });

    for (const flag of ['', 'a b', 'a(', 'a"b', 'a*', 'a%', 'a]', 'ü', '\\', '\\\\x', 'x'.repeat(129)])
      test(`refuses ${JSON.stringify(flag.slice(0, 12))}, and changes nothing`, async (bench) => {
        await bench.send('x', to('a', 'INBOX', ['kept']));
        const change = { mode: 'replace', flags: ['\\Seen', flag] } as const;
        await expect(bench.store.setFlags(await bench.box(), ALL, change)).rejects.toMatchObject({
          code: 'invalid-flag',
        });
        expect(await flagsOf(bench)).toEqual([['kept']]);
      });

    test('bounds the flags of an entry', async (bench) => {
      await bench.send('x');
      const mailboxId = await bench.box();
      const many = Array.from({ length: 128 }, (_, i) => `k${i}`);
      await bench.store.setFlags(mailboxId, ALL, { mode: 'add', flags: many });
      const more = { mode: 'add', flags: ['one-more'] } as const;
      await expect(bench.store.setFlags(mailboxId, ALL, more)).rejects.toMatchObject({ code: 'invalid-flag' });
      expect((await flagsOf(bench))[0]).toHaveLength(128);
    });

    test('gives one modseq to all that changed, and leaves the others theirs', async (bench) => {
      await bench.sendEach(names(2), to('a', 'INBOX', ['\\Seen']));
      await bench.sendEach(names(2));
      const mailboxId = await bench.box();
      const before = await bench.entries(mailboxId);
      bench.take();
      const { entries, modified } = await bench.store.setFlags(mailboxId, ALL, { mode: 'add', flags: ['\\Seen'] });
      expect(modified).toEqual([]);
      const { highestModseq } = await bench.store.mailboxById(mailboxId);
      expect(entries.map(({ modseq }) => modseq)).toEqual([
        before[0]?.modseq,
        before[1]?.modseq,
        highestModseq,
        highestModseq,
      ]);
      expect(bench.take()).toMatchObject([
        { type: 'flags', mailboxId, entries: [{ uid: 3 }, { uid: 4 }] },
        { type: 'updated', messages: [{ seen: true }, { seen: true }] },
      ]);
    });

    test('that changes nothing takes no modseq and tells nothing', async (bench) => {
      await bench.send('x', to('a', 'INBOX', ['\\Seen']));
      const mailboxId = await bench.box();
      const before = await bench.store.mailboxById(mailboxId);
      bench.take();
      const { entries } = await bench.store.setFlags(mailboxId, ALL, { mode: 'add', flags: ['\\seen'] });
      expect(entries).toHaveLength(1);
      await bench.store.setFlags(mailboxId, ALL, { mode: 'remove', flags: ['none'] });
      await bench.store.setFlags(mailboxId, uid(7, 9), { mode: 'add', flags: ['x'] });
      expect(await bench.store.mailboxById(mailboxId)).toEqual(before);
      expect(bench.take()).toEqual([]);
    });

    test('passes over what changed since, and names it', async (bench) => {
      await bench.sendEach(names(3));
      const mailboxId = await bench.box();
      const { highestModseq: unchangedSince } = await bench.store.mailboxById(mailboxId);
      await bench.store.setFlags(mailboxId, uid(2), { mode: 'add', flags: ['\\Flagged'] });
      const change = { mode: 'add', flags: ['\\Seen'], unchangedSince } as const;
      const { entries, modified } = await bench.store.setFlags(mailboxId, uid(1, 3), change);
      expect(entries.map((entry) => entry.uid)).toEqual([1, 3]);
      expect(modified).toEqual([2]);
      expect(await flagsOf(bench)).toEqual([['\\Seen'], ['\\Flagged'], ['\\Seen']]);
      const never = { mode: 'add', flags: ['x'], unchangedSince: 0 } as const;
      expect((await bench.store.setFlags(mailboxId, ALL, never)).modified).toEqual([1, 2, 3]);
    });

    test('counts for mailbox, account and message', async (bench) => {
      const { id } = await bench.send('x', to('a'), to('a', 'Copy'));
      const inbox = await bench.box();
      await bench.store.setFlags(inbox, ALL, { mode: 'add', flags: ['\\Seen', '\\Deleted'] });
      expect(await bench.store.mailboxById(inbox)).toMatchObject({ unseen: 0, deleted: 1 });
      expect(await bench.store.mailbox('a', 'Copy')).toMatchObject({ unseen: 1, deleted: 0 });
      expect(await bench.store.account('a')).toMatchObject({ unseen: 0 });
      expect((await bench.store.get(id)).seen).toBe(true);
      await bench.store.setFlags(inbox, ALL, { mode: 'replace', flags: [] });
      expect(await bench.store.mailboxById(inbox)).toMatchObject({ unseen: 1, deleted: 0 });
      expect(await bench.store.stats()).toMatchObject({ unseen: 1 });
    });

    test('tells a message anew only when it turned', async (bench) => {
      await bench.send('x', to('a', 'INBOX', ['\\Seen']), to('b'));
      bench.take();
      await bench.store.setFlags(await bench.box('b'), ALL, { mode: 'add', flags: ['\\Seen'] });
      expect(bench.kinds()).toEqual(['flags']);
      await bench.store.setFlags(await bench.box('b'), ALL, { mode: 'remove', flags: ['\\Seen'] });
      expect(bench.kinds()).toEqual(['flags']);
      await bench.store.setFlags(await bench.box('a'), ALL, { mode: 'remove', flags: ['\\Seen'] });
      expect(bench.kinds()).toEqual(['flags', 'updated']);
    });

    test('of thousands reaches each, and none that comes meanwhile', async (bench) => {
      await bench.sendTogether(names(1100));
      const mailboxId = await bench.box();
      const setting = bench.store.setFlags(mailboxId, ALL, { mode: 'add', flags: ['\\Seen'] });
      await bench.send('late');
      expect((await setting).entries).toHaveLength(1100);
      const entries = await bench.entries(mailboxId);
      expect(entries.filter(({ flags: list }) => list.length === 1)).toHaveLength(1100);
      expect(entries.at(-1)?.flags).toEqual([]);
    });
  });

  describe('expunge', () => {
    test('takes what has \\Deleted', async (bench) => {
      const sent = await bench.sendEach(names(4));
      const mailboxId = await bench.box();
      await bench.store.setFlags(mailboxId, uid(2, 3), { mode: 'add', flags: ['\\Deleted'] });
      bench.take();
      const { uids, modseq } = await bench.store.expunge(mailboxId);
      expect(uids).toEqual([2, 3]);
      expect(modseq).toBe((await bench.store.mailboxById(mailboxId)).highestModseq);
      expect(bench.take()).toMatchObject([
        { type: 'expunged', mailboxId, uids: [2, 3], modseq },
        { type: 'deleted', ids: [sent[1]?.id, sent[2]?.id], accounts: ['a'], reason: 'expunge' },
      ]);
      expect(await bench.uids(mailboxId)).toEqual([1, 4]);
    });

    test('keeps to the UIDs it is given', async (bench) => {
      await bench.sendEach(names(5), to('a', 'INBOX', ['\\Deleted']));
      const mailboxId = await bench.box();
      expect((await bench.store.expunge(mailboxId, [...uid(4, 9), ...uid(1)])).uids).toEqual([1, 4, 5]);
      expect(await bench.uids(mailboxId)).toEqual([2, 3]);
    });

    test('of nothing tells nothing and takes no modseq', async (bench) => {
      await bench.send('x');
      const mailboxId = await bench.box();
      const { highestModseq } = await bench.store.mailboxById(mailboxId);
      bench.take();
      expect(await bench.store.expunge(mailboxId)).toEqual({ uids: [], modseq: highestModseq });
      expect(bench.take()).toEqual([]);
    });

    test('leaves a message that is elsewhere, and tells when it is not seen any more', async (bench) => {
      const { id } = await bench.send('x', to('a', 'INBOX', ['\\Seen', '\\Deleted']), to('b'));
      bench.take();
      await bench.store.expunge(await bench.box('a'));
      expect(bench.take()).toMatchObject([{ type: 'expunged' }, { type: 'updated', messages: [{ id, seen: false }] }]);
      expect((await bench.store.get(id)).locations).toMatchObject([{ account: 'b' }]);
      expect(await bench.store.account('a')).toMatchObject({ messages: 0 });
    });

    test('of thousands takes each', async (bench) => {
      await bench.sendTogether(names(1050), to('a', 'INBOX', ['\\Deleted']));
      await bench.send('kept');
      expect((await bench.store.expunge(await bench.box())).uids).toHaveLength(1050);
      expect(await bench.subjects()).toEqual(['kept']);
    });
  });

  describe('vanished', () => {
    test('says what was expunged since a modseq', async (bench) => {
      const sent = await bench.sendEach(names(6));
      const mailboxId = await bench.box();
      const start = (await bench.store.mailboxById(mailboxId)).highestModseq;
      await bench.store.delete({ ids: [sent[1]?.id ?? '', sent[2]?.id ?? ''] });
      const middle = (await bench.store.mailboxById(mailboxId)).highestModseq;
      await bench.store.delete({ ids: [sent[4]?.id ?? ''] });
      const end = (await bench.store.mailboxById(mailboxId)).highestModseq;
      expect(await bench.store.vanished(mailboxId, start)).toEqual([...uid(2, 3), ...uid(5)]);
      expect(await bench.store.vanished(mailboxId, middle)).toEqual(uid(5));
      expect(await bench.store.vanished(mailboxId, end)).toEqual([]);
    });

    test('never misses one, however long ago', async (bench) => {
      await bench.sendTogether(names(580));
      const mailboxId = await bench.box();
      const rows = (await bench.store.list({ limit: 1000, order: 'oldest' })).messages;
      const { highestModseq } = await bench.store.mailboxById(mailboxId);
      const gone = rows.slice(0, 560).filter((_, i) => i % 2 === 0);
      await Promise.all(gone.map(({ id }) => bench.store.delete({ ids: [id] })));
      const told = new Set<number>();
      for (const { first, last } of await bench.store.vanished(mailboxId, highestModseq))
        for (let at = first; at <= last; at++) told.add(at);
      for (let i = 0; i < 560; i += 2) expect(told.has(i + 1)).toBe(true);
      for (const there of await bench.uids(mailboxId)) expect(told.has(there)).toBe(false);
    });
  });
}
