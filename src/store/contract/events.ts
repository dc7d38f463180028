import { describe, expect } from 'vitest';
import { decodeCursor, encodeCursor } from '../cursor.js';
import { mail, readAll } from '../json/testing/mail.js';
import { plainEvent } from '../testing/plain.js';
import type { StoreEvent } from '../types.js';
import { ALL, type Bench, type Case, to } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

async function busy(bench: Bench): Promise<void> {
  await bench.sendEach(names(3), to('a'), to('b'));
  await bench.store.update({}, { seen: true, addTags: ['t'] });
  await bench.store.createMailbox('a', 'Box');
  await bench.store.move(await bench.box(), ALL, await bench.box('a', 'Box'));
  await bench.store.annotate('a', null, [{ name: '/shared/comment', value: 'x' }]);
  await bench.store.renameMailbox('a', 'Box', 'Old');
}

export function events(test: Case): void {
  describe('events', () => {
    test('are told to every listener, once, in order, with ascending positions', async (bench) => {
      const heard: StoreEvent[][] = [[], [], []];
      for (const list of heard) bench.store.subscribe((event) => void list.push(event));
      await busy(bench);
      for (const list of heard) expect(list).toEqual(bench.events);
      const positions = bench.events.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].sort((x, y) => x - y));
      expect(positions.at(-1)).toBe(bench.store.position);
    });

    test('tell nothing that cannot be read whole at that moment', async (bench) => {
      const looks: Promise<unknown>[] = [];
      const found: boolean[] = [];
      bench.store.subscribe((event) => {
        if (event.type === 'message') {
          const { id, summary } = event.message;
          const size = Number(summary.subject);
          looks.push(readAll(bench.store, id).then((raw) => found.push(raw.equals(mail(summary.subject, size)))));
          looks.push(
            bench.store.get(id).then(({ locations }) => found.push(locations.length === event.locations.length)),
          );
        } else if (event.type === 'entries') {
          const { uid = 0, messageId = '' } = event.entries[0] ?? {};
          looks.push(bench.store.get(messageId).then(() => found.push(true)));
          looks.push(
            bench.store
              .entries(event.mailboxId, { uids: [{ first: uid, last: uid }], limit: 1 })
              .then(({ entries }) => found.push(entries[0]?.messageId === messageId)),
          );
        }
      });
      for (const size of [10, 70_000, 5000]) await bench.sendRaw(mail(String(size), size), to('a'), to('b'));
      await Promise.all(looks);
      expect(found).toHaveLength(18);
      expect(found).not.toContain(false);
    });

    test('are told before the call that caused them resolves', async (bench) => {
      for (const name of names(3)) {
        const { id } = await bench.send(name);
        expect(bench.take().at(-1)).toMatchObject({ type: 'message', message: { id } });
      }
    });

    test('resume behind a position: each that was missed once, then the new ones', async (bench) => {
      await bench.send('before');
      const since = bench.store.position;
      const before = bench.events.length;
      await busy(bench);
      const heard: StoreEvent[] = [];
      bench.store.subscribe((event) => void heard.push(event), { since });
      await bench.send('after');
      const expected = bench.events.slice(before);
      expect(heard.map(({ type, position }) => ({ type, position }))).toEqual(
        expected.map(({ type, position }) => ({ type, position })),
      );
      const arrivals = heard.filter((event) => event.type === 'message');
      expect(arrivals[0]?.message).toMatchObject({ seen: true, tags: ['t'] });
    });

    test('of messages that are gone meanwhile are left out, the others are not', async (bench) => {
      const since = bench.store.position;
      const gone = await bench.send('gone');
      const kept = await bench.send('kept');
      await bench.store.delete({ ids: [gone.id] });
      const heard: StoreEvent[] = [];
      bench.store.subscribe((event) => void heard.push(event), { since });
      expect(heard.flatMap((event) => (event.type === 'message' ? event.message.id : []))).toEqual([kept.id]);
      expect(heard.at(-1)).toMatchObject({ type: 'deleted', ids: [gone.id] });
    });

    test('do not resume from a place that is too new', async (bench) => {
      await bench.send('x');
      const since = bench.store.position + 1;
      expect(() => bench.store.subscribe(() => {}, { since })).toThrow(
        expect.objectContaining({ code: 'cursor-expired' }),
      );
    });

    test('do not resume from a place that is too old', async (bench) => {
      const { id } = await bench.send('x');
      const since = bench.store.position;
      const turn = (n: number) => bench.store.update({ ids: [id] }, { tags: [String(n)] });
      for (let n = 0; n < 10_500; n += 500) await Promise.all(Array.from({ length: 500 }, (_, i) => turn(n + i)));
      const subscribe = (at: number) => () => bench.store.subscribe(() => {}, { since: at }).close();
      expect(subscribe(since)).toThrow(expect.objectContaining({ code: 'cursor-expired' }));
      expect(subscribe(bench.store.position - 5000)).not.toThrow();
    });

    test('of one mailbox are all of it and only of it', async (bench) => {
      await bench.send('x', to('a'), to('b'));
      const mailboxId = await bench.box('a');
      const since = bench.store.position;
      const heard: StoreEvent[] = [];
      const late: StoreEvent[] = [];
      bench.store.subscribe((event) => void heard.push(event), { mailboxId });
      await busy(bench);
      await bench.store.deleteAccount('a');
      bench.store.subscribe((event) => void late.push(event), { mailboxId, since });
      const expected = bench.events.filter(
        (event) => event.position > since && 'mailboxId' in event && event.mailboxId === mailboxId,
      );
      expect(expected.length).toBeGreaterThan(4);
      expect(heard).toEqual(expected);
      expect(late).toEqual(expected);
    });

    test('end with the subscription', async (bench) => {
      const heard: StoreEvent[] = [];
      const subscription = bench.store.subscribe((event) => void heard.push(event));
      await bench.send('x');
      const { length } = heard;
      subscription.close();
      subscription.close();
      await bench.send('y');
      expect(heard).toHaveLength(length);
      expect(length).toBeGreaterThan(0);
    });

    test('reach the others when a listener throws', async (bench) => {
      const error = new Error('a listener that fails');
      bench.store.subscribe(() => {
        throw error;
      });
      const heard: StoreEvent[] = [];
      bench.store.subscribe((event) => void heard.push(event));
      await bench.send('x');
      expect(heard).toEqual(bench.events);
      expect(bench.listenerErrors).toEqual(heard.map(() => error));
    });

    test('stay in order for all when a listener changes the store in its call', async (bench) => {
      const changing: Promise<unknown>[] = [];
      bench.store.subscribe((event) => {
        if (event.type === 'message')
          changing.push(bench.store.update({ ids: [event.message.id] }, { addTags: ['auto'] }));
      });
      const heard: StoreEvent[] = [];
      bench.store.subscribe((event) => void heard.push(event));
      await bench.sendEach(names(3));
      await Promise.all(changing);
      expect(heard).toEqual(bench.events);
      expect(heard.filter(({ type }) => type === 'updated')).toHaveLength(3);
    });

    test('reach a listener that subscribes in a listener, once each', async (bench) => {
      const inner: StoreEvent[] = [];
      let subscribed = false;
      bench.store.subscribe((event) => {
        if (subscribed) return;
        subscribed = true;
        bench.store.subscribe((each) => void inner.push(each), { since: event.position });
      });
      await bench.sendEach(names(2));
      expect(inner.map(plainEvent)).toEqual(bench.events.slice(1).map(plainEvent));
    });

    test('never give two the same row to spoil', async (bench) => {
      const { id } = await bench.send('x');
      await bench.store.update({ ids: [id] }, { tags: ['t'] });
      const { tags } = await bench.store.get(id);
      expect(() => (tags as string[]).push('mine')).toThrow(TypeError);
      expect((await bench.store.get(id)).tags).toEqual(['t']);
    });
  });

  describe('cursors', () => {
    test('name a place in this store and in no other', async (bench) => {
      await bench.send('x');
      const { store } = bench;
      const cursor = encodeCursor(store, store.position);
      expect(decodeCursor(store, cursor)).toBe(store.position);
      expect(store.epoch).toMatch(/^[\w-]{1,64}$/);
      const other = { epoch: `${store.epoch}x`, position: store.position };
      expect(() => decodeCursor(other, cursor)).toThrow(expect.objectContaining({ code: 'cursor-expired' }));
    });

    test('of every message continue behind it', async (bench) => {
      const sent = await bench.sendEach(names(4));
      for (const [i, { position }] of sent.entries()) {
        const page = await bench.store.list({ limit: 10, since: position, order: 'oldest' });
        expect(page.messages.map(({ id }) => id)).toEqual(sent.slice(i + 1).map(({ id }) => id));
      }
    });
  });
}
