import { describe, expect } from 'vitest';
import { ALL, BEGIN, type Case, to, uid } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

/** Copies and moves. */
export function transfers(test: Case): void {
  describe('copy', () => {
    test('keeps flags and internal date, in UID order, under new UIDs', async (bench) => {
      await bench.sendEach(names(3), { account: 'a', flags: ['\\Flagged', 'x'], internalDate: 77 });
      await bench.store.createMailbox('a', 'Box');
      await bench.send('first', to('a', 'Box'));
      const [inbox, box] = [await bench.box(), await bench.box('a', 'Box')];
      bench.now += 9000;
      bench.take();
      const copied = await bench.store.copy(inbox, [...uid(3), ...uid(1)], box);
      expect(copied).toEqual({
        uidValidity: (await bench.store.mailboxById(box)).uidValidity,
        pairs: [
          { from: 1, to: 2 },
          { from: 3, to: 3 },
        ],
      });
      expect((await bench.entries(box)).slice(1)).toMatchObject([
        { uid: 2, flags: ['\\Flagged', 'x'], internalDate: 77, savedAt: BEGIN + 9000 },
        { uid: 3, flags: ['\\Flagged', 'x'], internalDate: 77, savedAt: BEGIN + 9000 },
      ]);
      expect(bench.take()).toMatchObject([{ type: 'entries', mailboxId: box, entries: [{ uid: 2 }, { uid: 3 }] }]);
      expect(await bench.uids(inbox)).toEqual([1, 2, 3]);
      expect(await bench.store.stats()).toMatchObject({ messages: 4 });
    });

    test('into another account puts the message there', async (bench) => {
      const { id } = await bench.send('x', to('a', 'INBOX', ['\\Seen']));
      await bench.store.ensureAccount('b');
      await bench.store.copy(await bench.box('a'), ALL, await bench.box('b'));
      expect(await bench.store.account('b')).toMatchObject({ messages: 1, unseen: 0 });
      expect((await bench.store.get(id)).locations.map(({ account }) => account)).toEqual(['a', 'b']);
    });

    test('into the same mailbox makes a second entry', async (bench) => {
      const { id } = await bench.send('x');
      const mailboxId = await bench.box();
      expect((await bench.store.copy(mailboxId, ALL, mailboxId)).pairs).toEqual([{ from: 1, to: 2 }]);
      expect((await bench.entries(mailboxId)).map(({ messageId }) => messageId)).toEqual([id, id]);
      expect(await bench.store.account('a')).toMatchObject({ messages: 1 });
    });

    test('of UIDs that are not there copies nothing', async (bench) => {
      await bench.send('x');
      await bench.store.createMailbox('a', 'Box');
      bench.take();
      expect((await bench.store.copy(await bench.box(), uid(5, 9), await bench.box('a', 'Box'))).pairs).toEqual([]);
      expect(bench.take()).toEqual([]);
    });
  });

  describe('move', () => {
    test('is a copy and an expunge at one moment', async (bench) => {
      await bench.sendEach(names(3), to('a', 'INBOX', ['\\Answered']));
      await bench.store.createMailbox('a', 'Box');
      const [inbox, box] = [await bench.box(), await bench.box('a', 'Box')];
      bench.take();
      const moments: Promise<number>[] = [];
      const watching = bench.store.subscribe(() =>
        moments.push(Promise.all([bench.uids(inbox), bench.uids(box)]).then((both) => both.flat().length)),
      );
      const { pairs } = await bench.store.move(inbox, uid(1, 2), box);
      watching.close();
      expect(pairs).toEqual([
        { from: 1, to: 1 },
        { from: 2, to: 2 },
      ]);
      expect(bench.kinds()).toEqual(['entries', 'expunged']);
      expect(await Promise.all(moments)).toEqual([3, 3]);
      expect(await bench.uids(inbox)).toEqual([3]);
      expect((await bench.entries(box)).map((entry) => entry.flags)).toEqual([['\\Answered'], ['\\Answered']]);
      expect(await bench.store.vanished(inbox, 4)).toEqual(uid(1, 2));
    });

    test('within a mailbox gives new UIDs', async (bench) => {
      await bench.sendEach(names(2));
      const mailboxId = await bench.box();
      const { pairs } = await bench.store.move(mailboxId, uid(1), mailboxId);
      expect(pairs).toEqual([{ from: 1, to: 3 }]);
      expect(await bench.uids(mailboxId)).toEqual([2, 3]);
      expect(await bench.store.stats()).toMatchObject({ messages: 2 });
    });

    test('to another account takes the message along', async (bench) => {
      const { id } = await bench.send('x');
      await bench.store.ensureAccount('b');
      await bench.store.move(await bench.box('a'), ALL, await bench.box('b'));
      expect(await bench.store.account('a')).toMatchObject({ messages: 0, unseen: 0 });
      expect(await bench.store.account('b')).toMatchObject({ messages: 1, unseen: 1 });
      expect((await bench.store.get(id)).locations).toMatchObject([{ account: 'b', uid: 1 }]);
    });

    test('of the same by two is done once', async (bench) => {
      await bench.sendEach(names(5));
      await bench.store.createMailbox('a', 'Box');
      const [inbox, box] = [await bench.box(), await bench.box('a', 'Box')];
      const both = await Promise.all([bench.store.move(inbox, ALL, box), bench.store.move(inbox, ALL, box)]);
      expect(both.flatMap(({ pairs }) => pairs)).toHaveLength(5);
      expect(await bench.uids(box)).toEqual([1, 2, 3, 4, 5]);
    });
  });
}
