import { describe, expect } from 'vitest';
import { BEGIN, type Bench, type Case, to, uid } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

export function entries(test: Case): void {
  describe('entries', () => {
    async function asked(bench: Bench, uids: readonly { first: number; last: number }[]): Promise<number[]> {
      const page = await bench.store.entries(await bench.box(), { uids, limit: 100 });
      return page.entries.map((entry) => entry.uid);
    }

    test('are given by UID, ascending, whatever the order asked', async (bench) => {
      const sent = await bench.sendEach(names(8));
      await bench.store.delete({ ids: [sent[3]?.id ?? ''] });
      const cases: [[number, number][], number[]][] = [
        [[[1, 3]], [1, 2, 3]],
        [[[4, 4]], []],
        [
          [
            [6, 7],
            [1, 2],
          ],
          [1, 2, 6, 7],
        ],
        [
          [
            [1, 6],
            [2, 3],
            [6, 7],
          ],
          [1, 2, 3, 5, 6, 7],
        ],
        [[[7, 5]], [5, 6, 7]],
        [[[7, Number.POSITIVE_INFINITY]], [7, 8]],
        [[[50, Number.POSITIVE_INFINITY]], []],
        [[[1, 4_294_967_295]], [1, 2, 3, 5, 6, 7, 8]],
        [[], []],
      ];
      for (const [ranges, found] of cases)
        expect(
          await asked(
            bench,
            ranges.map(([first, last]) => ({ first, last })),
          ),
          JSON.stringify(ranges),
        ).toEqual(found);
    });

    test('come in pages that have each once', async (bench) => {
      await bench.sendEach(names(7));
      const mailboxId = await bench.box();
      const pages: number[][] = [];
      for (let from: number | undefined; ; ) {
        const page = await bench.store.entries(mailboxId, { from, limit: 3 });
        pages.push(page.entries.map((entry) => entry.uid));
        if (page.next === null) break;
        from = page.next;
      }
      expect(pages).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
      expect((await bench.store.entries(mailboxId, { limit: 7 })).next).toBeNull();
      expect((await bench.store.entries(mailboxId, { uids: uid(2, 6), from: 4, limit: 2 })).next).toBe(6);
    });

    test('that changed since a modseq are found', async (bench) => {
      await bench.sendEach(names(4));
      const mailboxId = await bench.box();
      const { highestModseq } = await bench.store.mailboxById(mailboxId);
      await bench.store.setFlags(mailboxId, uid(2), { mode: 'add', flags: ['\\Flagged'] });
      await bench.send('new');
      const changed = await bench.store.entries(mailboxId, { changedSince: highestModseq, limit: 10 });
      expect(changed.entries.map((entry) => entry.uid)).toEqual([2, 5]);
      expect(
        await bench.store.entries(mailboxId, { uids: uid(1, 3), changedSince: highestModseq, limit: 10 }),
      ).toMatchObject({
        entries: [{ uid: 2 }],
        next: null,
      });
    });

    test('carry what a fetch without the message needs', async (bench) => {
      const message = await bench.send('x', { account: 'a', flags: ['b', '\\Seen', 'A'], internalDate: 5 });
      expect(await bench.entries(await bench.box())).toEqual([
        {
          uid: 1,
          messageId: message.id,
          flags: ['A', '\\Seen', 'b'],
          internalDate: 5,
          savedAt: BEGIN,
          modseq: 2,
          size: message.size,
        },
      ]);
    });
  });

  describe('UIDs and modseqs', () => {
    test('strictly ascend and are never used again', async (bench) => {
      const sent = await bench.sendEach(names(5));
      const mailboxId = await bench.box();
      await bench.store.delete({ ids: sent.slice(3).map(({ id }) => id) });
      expect((await bench.store.mailboxById(mailboxId)).uidNext).toBe(6);
      await bench.send('next');
      expect(await bench.uids(mailboxId)).toEqual([1, 2, 3, 6]);
      await bench.store.delete({});
      await bench.send('last');
      expect(await bench.uids(mailboxId)).toEqual([7]);
      const modseqs = bench.events.flatMap((event) =>
        event.type === 'entries'
          ? event.entries.map(({ modseq }) => modseq)
          : event.type === 'expunged'
            ? [event.modseq]
            : [],
      );
      expect(modseqs).toEqual([...new Set(modseqs)].sort((a, b) => a - b));
      expect((await bench.store.mailboxById(mailboxId)).highestModseq).toBe(modseqs.at(-1));
    });

    test('of one mailbox do not move with another', async (bench) => {
      await bench.send('x', to('a'));
      const before = await bench.store.mailbox('a', 'INBOX');
      await bench.sendEach(names(3), to('b'));
      await bench.store.update({ account: 'b' }, { seen: true });
      expect(await bench.store.mailbox('a', 'INBOX')).toEqual(before);
    });
  });

  describe('survey', () => {
    test('says all that a session needs, of one moment', async (bench) => {
      const sent = await bench.sendEach(names(6));
      const mailboxId = await bench.box();
      await bench.store.delete({ ids: [sent[2]?.id ?? ''] });
      await bench.store.setFlags(mailboxId, uid(1, 2), { mode: 'add', flags: ['\\Seen', 'Beta', 'alpha'] });
      await bench.store.claimRecent(mailboxId);
      await bench.send('new', to('a', 'INBOX', ['Gamma']));
      expect(await bench.store.survey(mailboxId)).toEqual({
        mailbox: await bench.store.mailboxById(mailboxId),
        position: bench.store.position,
        uids: [
          { first: 1, last: 2 },
          { first: 4, last: 7 },
        ],
        firstUnseen: 4,
        recentFrom: 7,
        keywords: ['Beta', 'Gamma', 'alpha'],
      });
    });

    test('of an empty mailbox has nothing in it', async (bench) => {
      await bench.store.ensureAccount('a');
      const survey = await bench.store.survey(await bench.box());
      expect(survey).toMatchObject({ uids: [], firstUnseen: null, recentFrom: 1, keywords: [] });
    });

    test('knows none unseen when all are seen', async (bench) => {
      await bench.sendEach(names(2), to('a', 'INBOX', ['\\Seen']));
      expect((await bench.store.survey(await bench.box())).firstUnseen).toBeNull();
    });

    test('with the events behind its position is the next survey', async (bench) => {
      await bench.sendEach(names(3));
      const mailboxId = await bench.box();
      const { position, uids } = await bench.store.survey(mailboxId);
      await bench.send('late');
      await bench.store.expunge(mailboxId);
      const late: number[] = [];
      bench.store.subscribe(
        (event) => void (event.type === 'entries' && late.push(...event.entries.map((entry) => entry.uid))),
        { since: position, mailboxId },
      );
      expect(uids).toEqual([{ first: 1, last: 3 }]);
      expect(late).toEqual([4]);
    });
  });

  describe('\\Recent', () => {
    test('is for the first that claims it, and for nobody after', async (bench) => {
      await bench.sendEach(names(2));
      const mailboxId = await bench.box();
      expect((await bench.store.mailboxById(mailboxId)).recent).toBe(2);
      expect(await bench.store.claimRecent(mailboxId)).toBe(1);
      expect(await bench.store.claimRecent(mailboxId)).toBe(3);
      expect((await bench.store.mailboxById(mailboxId)).recent).toBe(0);
      await bench.send('new');
      expect((await bench.store.mailboxById(mailboxId)).recent).toBe(1);
      expect(await bench.store.claimRecent(mailboxId)).toBe(3);
      expect(await bench.store.claimRecent(mailboxId)).toBe(4);
    });

    test('is given once when many claim at one time', async (bench) => {
      await bench.sendEach(names(3));
      const mailboxId = await bench.box();
      const claims = await Promise.all(Array.from({ length: 5 }, () => bench.store.claimRecent(mailboxId)));
      expect([...claims].sort()).toEqual([1, 4, 4, 4, 4]);
    });

    test('does not count what is gone', async (bench) => {
      const sent = await bench.sendEach(names(3));
      await bench.store.delete({ ids: [sent[1]?.id ?? ''] });
      expect((await bench.store.mailbox('a', 'INBOX')).recent).toBe(2);
    });
  });
}
