import { describe, expect } from 'vitest';
import { ALL, type Bench, type Case, to } from './bench.js';

const names = async (bench: Bench, account = 'a'): Promise<string[]> =>
  (await bench.store.mailboxes(account)).map(({ name }) => name);

export function mailboxes(test: Case): void {
  describe('mailboxes', () => {
    test('begin empty, with everything that IMAP asks of them', async (bench) => {
      await bench.store.ensureAccount('a');
      const mailbox = await bench.store.createMailbox('a', 'Sent', { specialUse: '\\Sent' });
      expect(mailbox).toEqual({
        id: expect.any(String),
        account: 'a',
        name: 'Sent',
        uidValidity: expect.any(Number),
        uidNext: 1,
        highestModseq: 1,
        exists: 0,
        unseen: 0,
        recent: 0,
        deleted: 0,
        size: 0,
        specialUse: '\\Sent',
        subscribed: false,
      });
      expect(await bench.store.mailbox('a', 'Sent')).toEqual(mailbox);
      expect(await bench.store.mailboxById(mailbox.id)).toEqual(mailbox);
    });

    test('are made with the levels above them, and listed by name', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.createMailbox('a', 'x/y/z', { specialUse: '\\Junk' });
      await bench.store.createMailbox('a', 'b');
      expect(await names(bench)).toEqual(['INBOX', 'b', 'x', 'x/y', 'x/y/z']);
      expect((await bench.store.mailboxes('a')).map(({ specialUse }) => specialUse)).toEqual([
        null,
        null,
        null,
        null,
        '\\Junk',
      ]);
    });

    test('are there once: INBOX in any case, others as they are written', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.createMailbox('a', 'Work');
      for (const name of ['Work', 'inbox', 'INBOX', 'iNbOx'])
        await expect(bench.store.createMailbox('a', name)).rejects.toMatchObject({ code: 'mailbox-exists' });
      await bench.store.createMailbox('a', 'work');
      await bench.store.createMailbox('a', 'inbox/x');
      expect((await bench.store.mailbox('a', 'InBoX')).name).toBe('INBOX');
      expect(await names(bench)).toEqual(['INBOX', 'Work', 'inbox/x', 'work']);
    });

    test('made by many at one time are made once', async (bench) => {
      await bench.store.ensureAccount('a');
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => bench.store.createMailbox('a', 'p/q')));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await names(bench)).toEqual(['INBOX', 'p', 'p/q']);
    });

    test('have names in one spelling of Unicode', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.createMailbox('a', 'Bu\u0308cher');
      expect((await bench.store.mailbox('a', 'B\u00fccher')).name).toBe('B\u00fccher');
      await expect(bench.store.createMailbox('a', 'B\u00fccher')).rejects.toMatchObject({ code: 'mailbox-exists' });
    });

    for (const name of [
      '',
      '/',
      '/x',
      'x/',
      'x//y',
      'a\tb',
      '\u2028',
      '\ud800',
      'x'.repeat(201),
      `${'a/'.repeat(32)}a`,
      'abc/'.repeat(260),
    ])
      test(`cannot be named ${JSON.stringify(name.slice(0, 12))}`, async (bench) => {
        await bench.store.ensureAccount('a');
        await bench.store.createMailbox('a', 'Box');
        bench.take();
        const error = { code: 'invalid-mailbox-name' };
        await expect(bench.store.createMailbox('a', name)).rejects.toMatchObject(error);
        await expect(bench.store.renameMailbox('a', 'Box', name)).rejects.toMatchObject(error);
        await expect(bench.store.mailbox('a', name)).rejects.toMatchObject({ code: 'mailbox-not-found' });
        expect(bench.take()).toEqual([]);
      });

    test('that are not there are refused by every method', async (bench) => {
      await bench.send('x');
      const { id } = await bench.store.createMailbox('a', 'Gone');
      await bench.store.deleteMailbox('a', 'Gone');
      const inbox = await bench.box();
      const { store } = bench;
      bench.take();
      const asked: (() => Promise<unknown>)[] = [
        () => store.mailbox('a', 'Gone'),
        () => store.renameMailbox('a', 'Gone', 'Other'),
        () => store.deleteMailbox('a', 'Gone'),
        () => store.mailboxById(id),
        () => store.survey(id),
        () => store.entries(id, { limit: 1 }),
        () => store.setFlags(id, ALL, { mode: 'add', flags: ['\\Seen'] }),
        () => store.expunge(id),
        () => store.copy(id, ALL, inbox),
        () => store.copy(inbox, ALL, id),
        () => store.move(id, ALL, inbox),
        () => store.move(inbox, ALL, id),
        () => store.vanished(id, 0),
        () => store.claimRecent(id),
        () => store.annotations('a', id),
      ];
      for (const ask of asked) await expect(ask(), String(ask)).rejects.toMatchObject({ code: 'mailbox-not-found' });
      expect(bench.take()).toEqual([]);
    });

    test('get a higher UIDVALIDITY each, also under a name that was there before', async (bench) => {
      await bench.store.ensureAccount('a');
      const given: number[] = [];
      const ids = new Set<string>();
      for (let i = 0; i < 5; i++) {
        const { uidValidity, id } = await bench.store.createMailbox('a', 'Box');
        given.push(uidValidity);
        ids.add(id);
        await bench.store.deleteMailbox('a', 'Box');
        bench.now += i === 2 ? -100_000 : 1500;
      }
      expect(given).toEqual([...new Set(given)].sort((x, y) => x - y));
      expect(ids.size).toBe(5);
      expect(given.every((each) => each > 0 && each < 2 ** 32)).toBe(true);
    });
  });

  describe('renaming', () => {
    test('keeps the mailbox: id, UIDVALIDITY, entries, special use', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.createMailbox('a', 'Old', { specialUse: '\\Archive' });
      await bench.send('x', to('a', 'Old', ['\\Flagged']));
      const before = await bench.store.mailbox('a', 'Old');
      const entries = await bench.entries(before.id);
      bench.take();
      const after = await bench.store.renameMailbox('a', 'Old', 'New');
      expect(after).toEqual({ ...before, name: 'New' });
      expect(await bench.entries(before.id)).toEqual(entries);
      expect(bench.take()).toMatchObject([{ type: 'mailbox', change: 'renamed', mailboxId: before.id, name: 'New' }]);
      await expect(bench.store.mailbox('a', 'Old')).rejects.toMatchObject({ code: 'mailbox-not-found' });
    });

    test('takes those below along, and makes the levels above the new name', async (bench) => {
      await bench.store.ensureAccount('a');
      for (const name of ['a/b/c', 'ab', 'a/bb']) await bench.store.createMailbox('a', name);
      const { id } = await bench.store.mailbox('a', 'a/b/c');
      await bench.store.renameMailbox('a', 'a/b', 'x/y');
      expect(await names(bench)).toEqual(['INBOX', 'a', 'a/bb', 'ab', 'x', 'x/y', 'x/y/c']);
      expect((await bench.store.mailboxById(id)).name).toBe('x/y/c');
      await bench.store.renameMailbox('a', 'a', 'ab/a');
      expect(await names(bench)).toEqual(['INBOX', 'ab', 'ab/a', 'ab/a/bb', 'x', 'x/y', 'x/y/c']);
    });

    for (const [from, target, code] of [
      ['a', 'a/b', 'invalid-mailbox-name'],
      ['a', 'b', 'mailbox-exists'],
      ['a', 'a', 'mailbox-exists'],
      ['a', 'inbox', 'mailbox-exists'],
      ['none', 'c', 'mailbox-not-found'],
      ['a', `${'d/'.repeat(31)}e`, 'invalid-mailbox-name'],
    ] as const)
      test(`${from} to ${target.slice(0, 12)} is refused, and changes nothing`, async (bench) => {
        await bench.store.ensureAccount('a');
        for (const name of ['a/x', 'b']) await bench.store.createMailbox('a', name);
        bench.take();
        await expect(bench.store.renameMailbox('a', from, target)).rejects.toMatchObject({ code });
        expect(await names(bench)).toEqual(['INBOX', 'a', 'a/x', 'b']);
        expect(bench.take()).toEqual([]);
      });

    test('INBOX moves its messages into a new mailbox and leaves it, and those below it, where they are', async (bench) => {
      await bench.sendEach(['m0', 'm1'], to('a', 'INBOX', ['\\Flagged']));
      await bench.store.createMailbox('a', 'INBOX/below');
      const inbox = await bench.store.mailbox('a', 'INBOX');
      bench.take();
      const made = await bench.store.renameMailbox('a', 'inbox', 'Old/mail');
      expect(await names(bench)).toEqual(['INBOX', 'INBOX/below', 'Old', 'Old/mail']);
      expect(made).toMatchObject({ name: 'Old/mail', exists: 2 });
      expect(made.id).not.toBe(inbox.id);
      expect((await bench.entries(made.id)).map(({ uid, flags }) => [uid, flags])).toEqual([
        [1, ['\\Flagged']],
        [2, ['\\Flagged']],
      ]);
      const after = await bench.store.mailbox('a', 'INBOX');
      expect(after).toMatchObject({ id: inbox.id, uidValidity: inbox.uidValidity, exists: 0, uidNext: 3 });
      expect(bench.kinds()).toEqual(['mailbox created', 'mailbox created', 'entries', 'expunged']);
      expect(await bench.store.stats()).toMatchObject({ messages: 2 });
    });
  });

  describe('deleting a mailbox', () => {
    test('takes its entries, and messages that are nowhere else', async (bench) => {
      const both = await bench.send('both', to('a', 'Box'), to('b'));
      const only = await bench.send('only', to('a', 'Box'));
      const box = await bench.box('a', 'Box');
      bench.take();
      await bench.store.deleteMailbox('a', 'Box');
      expect(bench.take()).toMatchObject([
        { type: 'expunged', mailboxId: box, uids: [1, 2] },
        { type: 'deleted', ids: [only.id], reason: 'expunge' },
        { type: 'mailbox', change: 'deleted', mailboxId: box, name: 'Box' },
      ]);
      expect((await bench.store.get(both.id)).locations).toHaveLength(1);
      expect(await bench.store.account('a')).toMatchObject({ messages: 0, unseen: 0 });
    });

    test('leaves those below it', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.createMailbox('a', 'x/y/z');
      await bench.store.deleteMailbox('a', 'x/y');
      expect(await names(bench)).toEqual(['INBOX', 'x', 'x/y/z']);
      await bench.store.createMailbox('a', 'x/y');
      expect(await names(bench)).toEqual(['INBOX', 'x', 'x/y', 'x/y/z']);
    });

    test('is refused for INBOX', async (bench) => {
      await bench.send('x');
      for (const name of ['INBOX', 'inbox'])
        await expect(bench.store.deleteMailbox('a', name)).rejects.toMatchObject({ code: 'invalid-mailbox-name' });
      expect(await bench.subjects()).toEqual(['x']);
    });

    test('with more than a thousand entries tells all that went', async (bench) => {
      await bench.sendTogether(
        Array.from({ length: 1100 }, (_, i) => `m${i}`),
        to('a', 'Box'),
      );
      bench.take();
      await bench.store.deleteMailbox('a', 'Box');
      const gone = bench.take().flatMap((event) => (event.type === 'expunged' ? event.uids : []));
      expect(gone).toHaveLength(1100);
      expect(await bench.store.stats()).toMatchObject({ messages: 0 });
    });
  });

  describe('subscriptions', () => {
    test('are names: sorted, each once, of mailboxes that are there or not', async (bench) => {
      await bench.store.ensureAccount('a');
      for (const name of ['z', 'Lists/x', 'inbox', 'z']) await bench.store.setSubscribed('a', name, true);
      expect(await bench.store.subscriptions('a')).toEqual(['INBOX', 'Lists/x', 'z']);
      expect((await bench.store.mailbox('a', 'INBOX')).subscribed).toBe(true);
      await bench.store.setSubscribed('a', 'z', false);
      await bench.store.setSubscribed('a', 'never', false);
      expect(await bench.store.subscriptions('a')).toEqual(['INBOX', 'Lists/x']);
      const error = { code: 'invalid-mailbox-name' };
      await expect(bench.store.setSubscribed('a', 'x//y', true)).rejects.toMatchObject(error);
    });

    test('outlive their mailbox, and do not follow its name', async (bench) => {
      await bench.store.ensureAccount('a');
      await bench.store.createMailbox('a', 'x');
      await bench.store.createMailbox('a', 'y');
      for (const name of ['x', 'y']) await bench.store.setSubscribed('a', name, true);
      await bench.store.deleteMailbox('a', 'x');
      await bench.store.renameMailbox('a', 'y', 'z');
      expect(await bench.store.subscriptions('a')).toEqual(['x', 'y']);
      expect((await bench.store.mailbox('a', 'z')).subscribed).toBe(false);
      expect((await bench.store.createMailbox('a', 'x')).subscribed).toBe(true);
    });

    test('that change are told when the mailbox is there', async (bench) => {
      await bench.store.ensureAccount('a');
      const { id } = await bench.store.createMailbox('a', 'x');
      bench.take();
      await bench.store.setSubscribed('a', 'x', true);
      await bench.store.setSubscribed('a', 'x', true);
      await bench.store.setSubscribed('a', 'elsewhere', true);
      await bench.store.setSubscribed('a', 'x', false);
      const change = { type: 'mailbox', change: 'subscription', account: 'a', mailboxId: id, name: 'x' };
      expect(bench.take()).toMatchObject([change, change]);
    });
  });
}
