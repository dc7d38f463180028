import { describe, expect } from 'vitest';
import { mail, sendAll } from '../json/testing/mail.js';
import { type Case, to } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

/** What the page and the API do to messages: update and delete. */
export function changes(test: Case): void {
  describe('update', () => {
    test('sets and clears \\Seen on every entry', async (bench) => {
      const { id } = await bench.send('x', to('a'), to('b', 'INBOX', ['keyword']));
      bench.take();
      expect(await bench.store.update({ ids: [id] }, { seen: true })).toBe(1);
      expect(bench.kinds()).toEqual(['flags', 'flags', 'updated']);
      expect((await bench.entries(await bench.box('b')))[0]?.flags).toEqual(['\\Seen', 'keyword']);
      expect((await bench.store.get(id)).seen).toBe(true);
      expect(await bench.store.account('a')).toMatchObject({ unseen: 0 });
      await bench.store.update({ ids: [id] }, { seen: false });
      expect((await bench.entries(await bench.box('a')))[0]?.flags).toEqual([]);
      expect(await bench.store.account('b')).toMatchObject({ unseen: 1 });
    });

    test('of an account touches only its entries; a message is seen when any entry is', async (bench) => {
      const { id } = await bench.send('x', to('a'), to('b'));
      await bench.store.update({ account: 'a' }, { seen: true });
      expect((await bench.entries(await bench.box('b')))[0]?.flags).toEqual([]);
      expect((await bench.store.get(id)).seen).toBe(true);
      bench.take();
      await bench.store.update({ account: 'b' }, { seen: true });
      expect(bench.kinds()).toEqual(['flags']);
      await bench.store.update({ account: 'a' }, { seen: false });
      expect((await bench.store.get(id)).seen).toBe(true);
    });

    test('replaces, adds and removes tags, sorted, each once', async (bench) => {
      const { id } = await bench.send('x');
      const tags = async (): Promise<readonly string[]> => (await bench.store.get(id)).tags;
      await bench.store.update({ ids: [id] }, { addTags: ['b', 'a', 'b'] });
      expect(await tags()).toEqual(['a', 'b']);
      await bench.store.update({ ids: [id] }, { addTags: ['c'], removeTags: ['a', 'none'] });
      expect(await tags()).toEqual(['b', 'c']);
      await bench.store.update({ ids: [id] }, { tags: ['z', 'y'], addTags: ['x'], removeTags: ['z'] });
      expect(await tags()).toEqual(['x', 'y']);
      await bench.store.update({ ids: [id] }, { tags: [] });
      expect(await tags()).toEqual([]);
    });

    test('that changes nothing tells nothing, and still counts what matched', async (bench) => {
      const { id } = await bench.send('x', to('a', 'INBOX', ['\\Seen']));
      await bench.store.update({ ids: [id] }, { tags: ['t'] });
      const { position } = bench.store;
      bench.take();
      expect(await bench.store.update({ ids: [id] }, { seen: true, tags: ['t'], addTags: ['t'] })).toBe(1);
      expect(await bench.store.update({ ids: [id] }, {})).toBe(1);
      expect(await bench.store.update({ ids: ['nothing'] }, { seen: false })).toBe(0);
      expect(bench.take()).toEqual([]);
      expect(bench.store.position).toBe(position);
    });

    test('tells one event for many messages', async (bench) => {
      const sent = await bench.sendEach(names(3));
      bench.take();
      expect(await bench.store.update({}, { seen: true, addTags: ['t'] })).toBe(3);
      const [flags, updated] = bench.take();
      expect(flags).toMatchObject({ type: 'flags', entries: [{ uid: 1 }, { uid: 2 }, { uid: 3 }] });
      expect(updated).toMatchObject({
        type: 'updated',
        messages: sent.map(({ id }) => ({ id, seen: true, tags: ['t'] })),
      });
    });
  });

  describe('delete', () => {
    test('takes messages from everywhere', async (bench) => {
      const { id, locations } = await bench.send('x', to('a'), to('b', 'Work'), to('catchall'));
      const kept = await bench.send('y', to('a'));
      bench.take();
      expect(await bench.store.delete({ ids: [id, id, 'unknown'] })).toBe(1);
      expect(bench.kinds()).toEqual(['expunged', 'expunged', 'expunged', 'deleted']);
      await expect(bench.store.get(id)).rejects.toMatchObject({ code: 'message-not-found' });
      for (const { mailboxId } of locations.slice(1)) expect(await bench.uids(mailboxId)).toEqual([]);
      expect(await bench.uids(await bench.box('a'))).toEqual([2]);
      expect(await bench.subjects()).toEqual([kept.summary.subject]);
      expect(await bench.store.delete({ ids: [id] })).toBe(0);
    });

    test('says whose messages went and why', async (bench) => {
      const one = await bench.send('x', to('a'), to('b'));
      const two = await bench.send('y', to('c'));
      bench.take();
      await bench.store.delete({});
      const last = bench.take().at(-1);
      expect(last).toMatchObject({ type: 'deleted', ids: [one.id, two.id], reason: 'request' });
      expect(last?.type === 'deleted' && [...last.accounts].sort()).toEqual(['a', 'b', 'c']);
    });

    test('up to a place leaves what came after the caller looked', async (bench) => {
      await bench.sendEach(['m0', 'm1']);
      const upTo = bench.store.position;
      await bench.send('late');
      expect(await bench.store.delete({ upTo })).toBe(2);
      expect(await bench.subjects()).toEqual(['late']);
    });

    test('of all does not take what comes while it runs', async (bench) => {
      await sendAll(
        bench.store,
        names(1100).map((name) => mail(name)),
        [to('a')],
      );
      const deleting = bench.store.delete({});
      const late = await bench.send('late');
      expect(await deleting).toBe(1100);
      expect(await bench.subjects()).toEqual([late.summary.subject]);
      expect((await bench.store.mailbox('a', 'INBOX')).uidNext).toBe(1102);
    });

    test('of an account takes its messages, elsewhere too', async (bench) => {
      await bench.send('both', to('a'), to('b'));
      await bench.send('only b', to('b'));
      expect(await bench.store.delete({ account: 'a' })).toBe(1);
      expect(await bench.subjects()).toEqual(['only b']);
      expect(await bench.store.delete({ account: 'nobody' })).toBe(0);
    });

    test('gives all room back', async (bench) => {
      await bench.sendEach(names(20), to('a'), to('b'));
      await bench.store.delete({});
      expect(await bench.store.stats()).toMatchObject({ messages: 0, unseen: 0, bytes: 0 });
      expect(await bench.store.account('a')).toMatchObject({ messages: 0, unseen: 0, lastArrival: null });
      expect(await bench.store.mailbox('b', 'INBOX')).toMatchObject({ exists: 0, size: 0, unseen: 0, uidNext: 21 });
    });
  });
}
