import { describe, expect } from 'vitest';
import { changed } from '../captured.js';
import { mail, readAll } from '../json/testing/mail.js';
import { plainMessage } from '../testing/plain.js';
import type { Message } from '../types.js';
import { type Case, to, uid } from './bench.js';

const uidsOf = (messages: readonly Message[]): (number | undefined)[] =>
  messages.map(({ locations }) => locations[0]?.uid);

/** Several messages at one moment, and messages that take the place of others. */
export function arrivals(test: Case): void {
  describe('appendAll', () => {
    test('keeps messages in the order given, with UIDs that follow one another', async (bench) => {
      await bench.send('before');
      const messages = await bench.sendTogether(['one', 'two', 'three']);
      expect(messages.map(({ summary }) => summary.subject)).toEqual(['one', 'two', 'three']);
      expect(uidsOf(messages)).toEqual([2, 3, 4]);
      for (const message of messages) {
        expect(await bench.store.get(message.id)).toEqual(plainMessage(message));
        expect(await readAll(bench.store, message.id)).toEqual(mail(message.summary.subject));
      }
      expect(await bench.subjects()).toEqual(['before', 'one', 'two', 'three']);
      expect(messages.map(({ id }) => id).sort()).toEqual(messages.map(({ id }) => id));
    });

    test('tells one event for the mailbox and one for each message', async (bench) => {
      await bench.store.ensureAccount('a');
      bench.take();
      const messages = await bench.sendTogether(['one', 'two']);
      const [entries, ...arrived] = bench.take();
      expect(entries).toMatchObject({
        type: 'entries',
        entries: [
          { uid: 1, messageId: messages[0]?.id },
          { uid: 2, messageId: messages[1]?.id },
        ],
      });
      expect(arrived.map((event) => event.type === 'message' && event.message.id)).toEqual(
        messages.map(({ id }) => id),
      );
      expect(arrived.map(({ position }) => position)).toEqual(messages.map(({ position }) => position));
    });

    test('shows all of them at one moment', async (bench) => {
      await bench.store.ensureAccount('a');
      const seen: number[] = [];
      const looks: Promise<unknown>[] = [];
      bench.store.subscribe(() => {
        looks.push(bench.store.stats().then(({ messages }) => seen.push(messages)));
      });
      await bench.sendTogether(['one', 'two', 'three']);
      await Promise.all(looks);
      expect(seen).toEqual([3, 3, 3, 3]);
    });

    test('of nothing is nothing', async (bench) => {
      expect(await bench.store.appendAll([])).toEqual([]);
      expect(bench.store.position).toBe(0);
    });

    test('keeps none when one of them is refused', async (bench) => {
      const good = await bench.capture('good');
      const bad = await bench.capture('bad', [to('a', 'x//y')]);
      const other = await bench.capture('other');
      await expect(bench.store.appendAll([good, bad, other])).rejects.toMatchObject({ code: 'invalid-mailbox-name' });
      expect(await bench.store.stats()).toMatchObject({ messages: 0, accounts: 0 });
      for (const capture of [good, bad, other])
        await expect(bench.store.append(capture)).rejects.toMatchObject({ code: 'draft-used' });
    });

    test('keeps none when a draft is given twice or was used', async (bench) => {
      const capture = await bench.capture('x');
      await expect(bench.store.appendAll([capture, capture])).rejects.toMatchObject({ code: 'draft-used' });
      const used = await bench.capture('used');
      await bench.store.append(used);
      const good = await bench.capture('good');
      await expect(bench.store.appendAll([good, used])).rejects.toMatchObject({ code: 'draft-used' });
      expect(await bench.subjects()).toEqual(['used']);
      expect(await readAll(bench.store, (await bench.store.list({ limit: 1 })).messages[0]?.id ?? '')).toEqual(
        mail('used'),
      );
    });

    test('gives each message its own mailboxes', async (bench) => {
      const captures = [
        await bench.capture('one', [to('a'), to('b', 'Work')]),
        await bench.capture('two', [to('b', 'Work', ['\\Seen']), to('b')]),
      ];
      const [one, two] = await bench.store.appendAll(captures);
      expect(one?.locations.map(({ account, mailbox, uid }) => `${account} ${mailbox} ${uid}`)).toEqual([
        'a INBOX 1',
        'b Work 1',
      ]);
      expect(two?.locations.map(({ account, mailbox, uid }) => `${account} ${mailbox} ${uid}`)).toEqual([
        'b Work 2',
        'b INBOX 1',
      ]);
      expect([one?.seen, two?.seen]).toEqual([false, true]);
    });

    test('is not torn apart by others that append at the same time', async (bench) => {
      const groups = Array.from({ length: 6 }, (_, g) => Array.from({ length: 5 }, (_, i) => `g${g}.${i}`));
      const [together] = await Promise.all([
        Promise.all(groups.map((group) => bench.sendTogether(group))),
        bench.sendEach(['x', 'y', 'z']),
        Promise.all(Array.from({ length: 10 }, (_, i) => bench.send(`single ${i}`))),
      ]);
      for (const messages of together) {
        const first = messages[0]?.locations[0]?.uid ?? 0;
        expect(uidsOf(messages)).toEqual(messages.map((_, i) => first + i));
      }
      expect(await bench.uids(await bench.box())).toEqual(Array.from({ length: 43 }, (_, i) => i + 1));
    });

    test('of small and large ones together keeps their bytes apart', async (bench) => {
      const captures = [];
      const raws = [10, 90_000, 0, 66_000, 3000].map((size, i) => mail(`m${i}`, size));
      for (const [i, raw] of raws.entries()) {
        const capture = await bench.capture(`m${i}`);
        await capture.draft.discard();
        const draft = bench.store.draft();
        await draft.write(raw);
        captures.push(changed(capture, { draft }));
      }
      const messages = await bench.store.appendAll(captures);
      for (const [i, { id }] of messages.entries())
        expect((await readAll(bench.store, id)).equals(raws[i] as Buffer)).toBe(true);
    });
  });

  describe('a message that replaces another', () => {
    test('takes its place at one moment: it comes, then the other goes', async (bench) => {
      const old = await bench.send('draft 1', to('a', 'Drafts', ['\\Draft']));
      await bench.send('other', to('a', 'Drafts'));
      const mailboxId = await bench.box('a', 'Drafts');
      bench.take();
      const moments: Promise<string[]>[] = [];
      const watching = bench.store.subscribe(() => moments.push(bench.subjects()));
      const capture = await bench.capture('draft 2', [to('a', 'Drafts', ['\\Draft'])], { mailboxId, uid: 1 });
      const message = await bench.store.append(capture);
      watching.close();
      expect(message.locations).toMatchObject([{ mailbox: 'Drafts', uid: 3 }]);
      expect(bench.take()).toMatchObject([
        { type: 'entries', mailboxId, entries: [{ uid: 3 }] },
        { type: 'message', message: { id: message.id } },
        { type: 'expunged', mailboxId, uids: [1] },
        { type: 'deleted', ids: [old.id], reason: 'expunge' },
      ]);
      for (const moment of await Promise.all(moments)) expect(moment).toEqual(['other', 'draft 2']);
      expect(await bench.store.vanished(mailboxId, 1)).toEqual([{ first: 1, last: 1 }]);
    });

    test('leaves the other where else it is', async (bench) => {
      const old = await bench.send('x', to('a'), to('catchall'));
      const replaces = { mailboxId: await bench.box('a'), uid: 1 };
      await bench.store.append(await bench.capture('y', [to('a'), to('catchall')], replaces));
      expect((await bench.store.get(old.id)).locations).toMatchObject([{ account: 'catchall' }]);
      expect(await bench.uids(await bench.box('a'))).toEqual([2]);
      expect(await bench.uids(await bench.box('catchall'))).toEqual([1, 2]);
    });

    test('may come into another mailbox, of another account too', async (bench) => {
      await bench.send('x', to('a', 'Drafts'));
      const replaces = { mailboxId: await bench.box('a', 'Drafts'), uid: 1 };
      await bench.store.append(await bench.capture('y', [to('b', 'Sent')], replaces));
      expect(await bench.uids(replaces.mailboxId)).toEqual([]);
      expect(await bench.subjects()).toEqual(['y']);
    });

    test('is refused when the other is not there, and not kept', async (bench) => {
      await bench.send('x');
      const mailboxId = await bench.box();
      const cases: [{ mailboxId: string; uid: number }, string][] = [
        [{ mailboxId, uid: 2 }, 'entry-not-found'],
        [{ mailboxId, uid: 0 }, 'entry-not-found'],
        [{ mailboxId: 'none', uid: 1 }, 'mailbox-not-found'],
      ];
      bench.take();
      for (const [replaces, code] of cases) {
        const capture = await bench.capture('y', [to('new')], replaces);
        await expect(bench.store.append(capture)).rejects.toMatchObject({ code });
      }
      expect(bench.take()).toEqual([]);
      expect(await bench.subjects()).toEqual(['x']);
    });

    test('wins alone when several would replace the same', async (bench) => {
      await bench.send('x');
      const replaces = { mailboxId: await bench.box(), uid: 1 };
      const captures = await Promise.all(
        Array.from({ length: 5 }, (_, i) => bench.capture(`y${i}`, [to('a')], replaces)),
      );
      const all = await Promise.allSettled(captures.map((capture) => bench.store.append(capture)));
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const each of all)
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'entry-not-found' });
      expect(await bench.subjects()).toHaveLength(1);
    });

    test('may be one of several; two of them cannot replace the same', async (bench) => {
      await bench.sendEach(['x', 'y']);
      const mailboxId = await bench.box();
      const twice = [
        await bench.capture('p', [to('a')], { mailboxId, uid: 1 }),
        await bench.capture('q', [to('a')], { mailboxId, uid: 1 }),
      ];
      await expect(bench.store.appendAll(twice)).rejects.toMatchObject({ code: 'entry-not-found' });
      const both = [
        await bench.capture('p', [to('a')], { mailboxId, uid: 2 }),
        await bench.capture('q', [to('a')], { mailboxId, uid: 1 }),
      ];
      await bench.store.appendAll(both);
      expect(await bench.uids(mailboxId)).toEqual([3, 4]);
      expect(await bench.subjects()).toEqual(['p', 'q']);
    });

    test(
      'needs no room for what goes: a full store evicts nothing for it',
      async (bench) => {
        await bench.sendEach(['m0', 'm1', 'm2']);
        const replaces = { mailboxId: await bench.box(), uid: 3 };
        await bench.store.append(await bench.capture('m3', [to('a')], replaces));
        expect(await bench.subjects()).toEqual(['m0', 'm1', 'm3']);
      },
      { maxMessages: 3 },
    );

    test(
      'comes also when what it replaces is evicted for it',
      async (bench) => {
        await bench.send('x', to('a'), to('catchall'));
        const replaces = { mailboxId: await bench.box('a'), uid: 1 };
        bench.take();
        await bench.store.append(await bench.capture('y', [to('a')], replaces));
        expect(await bench.subjects()).toEqual(['y']);
        expect(bench.take()).toContainEqual(expect.objectContaining({ type: 'deleted', reason: 'retention' }));
        expect((await bench.store.expunge(replaces.mailboxId, uid(1))).uids).toEqual([]);
      },
      { maxMessages: 1 },
    );
  });
}
