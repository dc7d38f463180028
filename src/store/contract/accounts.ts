import { describe, expect } from 'vitest';
import { ANNOTATION_BYTES, ANNOTATION_BYTES_PER_ACCOUNT } from '../limits.js';
import { type Case, to } from './bench.js';

export function accounts(test: Case): void {
  describe('accounts', () => {
    test('are made with an INBOX, once', async (bench) => {
      const account = await bench.store.ensureAccount('ann@example.com');
      expect(account).toEqual({ name: 'ann@example.com', messages: 0, unseen: 0, lastArrival: null });
      expect(await bench.store.ensureAccount('ann@example.com')).toEqual(account);
      expect(await bench.store.account('ann@example.com')).toEqual(account);
      expect((await bench.store.mailboxes('ann@example.com')).map(({ name }) => name)).toEqual(['INBOX']);
      expect(bench.kinds()).toEqual(['account created', 'mailbox created']);
    });

    test('are made once when many ask at one time', async (bench) => {
      await Promise.all(Array.from({ length: 20 }, () => bench.store.ensureAccount('a')));
      expect(bench.kinds()).toEqual(['account created', 'mailbox created']);
    });

    for (const [what, name] of [
      ['empty', ''],
      ['with a control character', 'a\r\nb'],
      ['too long', 'x'.repeat(2001)],
    ] as const)
      test(`cannot have a name that is ${what}`, async (bench) => {
        await expect(bench.store.ensureAccount(name)).rejects.toMatchObject({ code: 'invalid-account-name' });
        expect(bench.store.position).toBe(0);
      });

    test('that are not there are named in the error', async (bench) => {
      const asked: Promise<unknown>[] = [
        bench.store.account('who'),
        bench.store.deleteAccount('who'),
        bench.store.mailboxes('who'),
        bench.store.mailbox('who', 'INBOX'),
        bench.store.createMailbox('who', 'x'),
        bench.store.renameMailbox('who', 'x', 'y'),
        bench.store.deleteMailbox('who', 'x'),
        bench.store.setSubscribed('who', 'x', true),
        bench.store.subscriptions('who'),
        bench.store.annotations('who', null),
        bench.store.annotate('who', null, [{ name: '/shared/comment', value: 'x' }]),
      ];
      for (const answer of await Promise.allSettled(asked))
        expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'account-not-found' } });
      expect(bench.store.position).toBe(0);
    });

    test('count messages by message, not by entry', async (bench) => {
      await bench.send('x', to('a'), to('a', 'Work', ['\\Seen']));
      bench.now += 5000;
      await bench.send('y', to('a', 'Work'));
      expect(await bench.store.account('a')).toMatchObject({ messages: 2, unseen: 1, lastArrival: bench.now });
    });

    test('are listed by name, a page at a time', async (bench) => {
      for (const name of ['d', 'b', 'a', 'c', 'e']) await bench.store.ensureAccount(name);
      const first = await bench.store.accounts({ limit: 2 });
      expect(first).toMatchObject({ accounts: [{ name: 'a' }, { name: 'b' }], next: 'b', total: 5 });
      const second = await bench.store.accounts({ limit: 2, after: 'b' });
      expect(second).toMatchObject({ accounts: [{ name: 'c' }, { name: 'd' }], next: 'd', total: 5 });
      const last = await bench.store.accounts({ limit: 2, after: 'd' });
      expect(last).toMatchObject({ accounts: [{ name: 'e' }], next: null, total: 5 });
      expect((await bench.store.accounts({ limit: 5 })).next).toBeNull();
      expect((await bench.store.accounts({ limit: 9, after: 'bb' })).accounts).toHaveLength(3);
    });

    test('are found by a part of the name in any case', async (bench) => {
      for (const name of ['anna@x', 'bert@x', 'HANNAH@y', 'straße']) await bench.store.ensureAccount(name);
      const find = (contains: string, after?: string) => bench.store.accounts({ limit: 1, contains, after });
      expect(await find('ANNA')).toMatchObject({ accounts: [{ name: 'HANNAH@y' }], next: 'HANNAH@y', total: 2 });
      expect(await find('anna', 'HANNAH@y')).toMatchObject({ accounts: [{ name: 'anna@x' }], next: null, total: 2 });
      expect((await find('STRASSE')).accounts).toMatchObject([{ name: 'straße' }]);
      expect(await find('zzz')).toEqual({ accounts: [], next: null, total: 0 });
    });

    test('go with their mailboxes and the messages that are nowhere else', async (bench) => {
      await bench.send('both', to('a'), to('b'));
      const only = await bench.send('only a', to('a', 'Work'));
      const box = await bench.box('a', 'Work');
      bench.take();
      await bench.store.deleteAccount('a');
      expect(bench.kinds().filter((kind) => kind !== 'expunged')).toEqual([
        'mailbox deleted',
        'deleted',
        'mailbox deleted',
        'account deleted',
      ]);
      expect(await bench.subjects()).toEqual(['both']);
      await expect(bench.store.get(only.id)).rejects.toMatchObject({ code: 'message-not-found' });
      await expect(bench.store.mailboxById(box)).rejects.toMatchObject({ code: 'mailbox-not-found' });
      expect(
        (await bench.store.get((await bench.store.list({ limit: 1 })).messages[0]?.id ?? '')).locations,
      ).toHaveLength(1);
      await bench.store.ensureAccount('a');
      expect(await bench.store.mailbox('a', 'INBOX')).toMatchObject({ exists: 0, uidNext: 1 });
    });
  });

  describe('annotations', () => {
    const comment = '/shared/comment';

    test('are set, replaced, listed by name and removed', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.annotate('a', null, [
        { name: '/shared/zebra', value: '' },
        { name: comment, value: 'ünïcode\u0000"\r\n' },
      ]);
      expect(await bench.store.annotations('a', null)).toEqual([
        { name: comment, value: 'ünïcode\u0000"\r\n' },
        { name: '/shared/zebra', value: '' },
      ]);
      await bench.store.annotate('a', null, [
        { name: '/shared/zebra', value: null },
        { name: comment, value: 'new' },
      ]);
      expect(await bench.store.annotations('a', null)).toEqual([{ name: comment, value: 'new' }]);
    });

    test('have names that are the same in any case; what is given twice counts as last given', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.annotate('a', null, [
        { name: '/Shared/Comment', value: 'one' },
        { name: '/SHARED/comment', value: 'two' },
      ]);
      expect(await bench.store.annotations('a', null)).toEqual([{ name: comment, value: 'two' }]);
    });

    test('of the account and of each mailbox are its own', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.ensureAccount('b');
      const box = (await bench.store.createMailbox('a', 'Box')).id;
      await bench.store.annotate('a', null, [{ name: comment, value: 'account' }]);
      await bench.store.annotate('a', box, [{ name: comment, value: 'box' }]);
      expect(await bench.store.annotations('a', null)).toEqual([{ name: comment, value: 'account' }]);
      expect(await bench.store.annotations('a', box)).toEqual([{ name: comment, value: 'box' }]);
      expect(await bench.store.annotations('a', await bench.box('a'))).toEqual([]);
      expect(await bench.store.annotations('b', null)).toEqual([]);
      for (const id of ['none', box])
        await expect(bench.store.annotations('b', id)).rejects.toMatchObject({ code: 'mailbox-not-found' });
      const change = [{ name: comment, value: 'x' }];
      await expect(bench.store.annotate('b', box, change)).rejects.toMatchObject({ code: 'mailbox-not-found' });
    });

    test('stay with a mailbox that is renamed, and go with one that is deleted', async (bench) => {
      await bench.store.ensureAccount('a');
      const { id } = await bench.store.createMailbox('a', 'Box');
      await bench.store.annotate('a', id, [{ name: comment, value: 'x' }]);
      await bench.store.renameMailbox('a', 'Box', 'Other/Box');
      expect(await bench.store.annotations('a', id)).toEqual([{ name: comment, value: 'x' }]);
      await bench.store.deleteMailbox('a', 'Other/Box');
      const again = await bench.store.createMailbox('a', 'Other/Box');
      expect(await bench.store.annotations('a', again.id)).toEqual([]);
    });

    test('of INBOX stay when INBOX is renamed', async (bench) => {
      await bench.send('x');
      const inbox = await bench.box();
      await bench.store.annotate('a', inbox, [{ name: comment, value: 'x' }]);
      const made = await bench.store.renameMailbox('a', 'INBOX', 'Old');
      expect(await bench.store.annotations('a', inbox)).toHaveLength(1);
      expect(await bench.store.annotations('a', made.id)).toEqual([]);
    });

    test('that change are told by name, others are not', async (bench) => {
      await bench.store.ensureAccount('a');
      const box = await bench.box();
      bench.take();
      await bench.store.annotate('a', null, [
        { name: '/shared/b', value: 'x' },
        { name: '/shared/a', value: 'x' },
        { name: '/shared/none', value: null },
      ]);
      await bench.store.annotate('a', box, [{ name: comment, value: 'x' }]);
      await bench.store.annotate('a', box, [{ name: comment, value: 'x' }]);
      await bench.store.annotate('a', box, []);
      await bench.store.annotate('a', box, [{ name: comment, value: null }]);
      const mailbox = { type: 'mailbox', change: 'metadata', account: 'a', mailboxId: box, name: 'INBOX' };
      expect(bench.take()).toMatchObject([
        { type: 'account', change: 'metadata', account: 'a', annotations: ['/shared/a', '/shared/b'] },
        { ...mailbox, annotations: [comment] },
        { ...mailbox, annotations: [comment] },
      ]);
    });

    for (const name of [
      '',
      'shared/comment',
      '/',
      '/shared/',
      '/shared//x',
      '/shared/*',
      '/a%',
      '/ü',
      '/a\n',
      `/${'x'.repeat(256)}`,
    ])
      test(`cannot be named ${JSON.stringify(name.slice(0, 20))}; none of the same call is set`, async (bench) => {
        await bench.store.ensureAccount('a');
        const changes = [
          { name: comment, value: 'x' },
          { name, value: 'x' },
        ];
        await expect(bench.store.annotate('a', null, changes)).rejects.toMatchObject({ code: 'invalid-annotation' });
        expect(await bench.store.annotations('a', null)).toEqual([]);
      });

    test('are bounded each, in octets', async (bench) => {
      await bench.store.ensureAccount('a');
      const most = 'ü'.repeat(ANNOTATION_BYTES / 2);
      await bench.store.annotate('a', null, [{ name: comment, value: most }]);
      const error = { code: 'annotation-too-large', limit: ANNOTATION_BYTES };
      await expect(bench.store.annotate('a', null, [{ name: comment, value: `${most}x` }])).rejects.toMatchObject(
        error,
      );
      expect((await bench.store.annotations('a', null))[0]?.value).toBe(most);
    });

    test('are bounded for an account and its mailboxes together; what goes makes room', async (bench) => {
      await bench.store.ensureAccount('a');
      const { id } = await bench.store.createMailbox('a', 'Box');
      const value = 'x'.repeat(ANNOTATION_BYTES);
      const count = Math.floor(ANNOTATION_BYTES_PER_ACCOUNT / ANNOTATION_BYTES);
      const set = (place: string | null, i: number) =>
        bench.store.annotate('a', place, [{ name: `/shared/${i}`, value }]);
      for (let i = 1; i < count; i++) await set(i % 2 ? id : null, i);
      await expect(set(null, count)).rejects.toMatchObject({ code: 'too-many-annotations' });
      // One in the place of another needs no room.
      await set(id, 1);
      await bench.store.ensureAccount('b');
      await bench.store.annotate('b', null, [{ name: comment, value }]);
      await bench.store.deleteMailbox('a', 'Box');
      await set(null, count);
      await bench.store.deleteAccount('a');
      await bench.store.ensureAccount('a');
      for (let i = 1; i < count; i++) await set(null, i);
    });

    test('set by many at one time keep within the bound', async (bench) => {
      await bench.store.ensureAccount('a');
      const value = 'x'.repeat(ANNOTATION_BYTES);
      const all = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) => bench.store.annotate('a', null, [{ name: `/shared/${i}`, value }])),
      );
      const kept = all.filter(({ status }) => status === 'fulfilled').length;
      expect(kept).toBe(Math.floor(ANNOTATION_BYTES_PER_ACCOUNT / (ANNOTATION_BYTES + 110)));
      expect(await bench.store.annotations('a', null)).toHaveLength(kept);
    });
  });
}
