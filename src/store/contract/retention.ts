import { describe, expect } from 'vitest';
import { changed } from '../captured.js';
import { mail, readAll, sendAll } from '../json/testing/mail.js';
import { type Case, to } from './bench.js';

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `m${i}`);

export function retention(test: Case): void {
  describe('retention', () => {
    test(
      'by number takes the oldest, by the same road as a deletion',
      async (bench) => {
        const [first] = await bench.sendEach(names(3), to('a'), to('b', 'Box'));
        bench.take();
        await bench.send('m3', to('c'));
        const [one, other, ...rest] = bench.take();
        const expunged = [one, other].map((event) => event?.type === 'expunged' && [event.account, event.uids]);
        expect(expunged.sort()).toEqual([
          ['a', [1]],
          ['b', [1]],
        ]);
        expect(rest).toMatchObject([
          { type: 'deleted', ids: [first?.id], reason: 'retention' },
          { type: 'account', change: 'created', account: 'c' },
          { type: 'mailbox', change: 'created' },
          { type: 'entries' },
          { type: 'message' },
        ]);
        expect(await bench.subjects()).toEqual(['m1', 'm2', 'm3']);
        expect(await bench.store.vanished(await bench.box('a'), 4)).toEqual([{ first: 1, last: 1 }]);
      },
      { maxMessages: 3 },
    );

    test(
      'holds while many messages come at one time',
      async (bench) => {
        const over: number[] = [];
        const looks: Promise<unknown>[] = [];
        bench.store.subscribe(() => looks.push(bench.store.stats().then(({ messages }) => over.push(messages))));
        await Promise.all(names(40).map((name) => bench.send(name)));
        await Promise.all(looks);
        expect(Math.max(...over)).toBe(5);
        expect(await bench.subjects()).toHaveLength(5);
        expect(await bench.store.stats()).toMatchObject({ appended: 40, deleted: 35 });
      },
      { maxMessages: 5 },
    );

    test(
      'makes room for several that come together, and never takes one of them',
      async (bench) => {
        await bench.sendEach(names(4));
        await bench.sendTogether(['x', 'y', 'z']);
        expect(await bench.subjects()).toEqual(['m3', 'x', 'y', 'z']);
        const five = Array.from({ length: 5 }, () => mail('too many'));
        await expect(sendAll(bench.store, five, [to('a')])).rejects.toMatchObject({
          code: 'store-full',
          permanent: true,
        });
        expect(await bench.subjects()).toEqual(['m3', 'x', 'y', 'z']);
      },
      { maxMessages: 4 },
    );

    test(
      'by bytes takes as many of the oldest as are in the way',
      async (bench) => {
        for (const [i, size] of [20_000, 20_000, 20_000].entries()) await bench.sendRaw(mail(`m${i}`, size));
        expect(await bench.subjects()).toEqual(['m0', 'm1', 'm2']);
        await bench.sendRaw(mail('large', 50_000));
        expect(await bench.subjects()).toEqual(['m2', 'large']);
      },
      { maxBytes: 80_000 },
    );

    test(
      'by bytes refuses what could never be kept, for good, and keeps what is there',
      async (bench) => {
        const { id } = await bench.send('kept');
        await expect(bench.sendRaw(mail('large', 100_000))).rejects.toMatchObject({
          code: 'store-full',
          permanent: true,
        });
        expect(await readAll(bench.store, id)).toEqual(mail('kept'));
        await bench.send('more');
        expect(await bench.subjects()).toEqual(['kept', 'more']);
      },
      { maxBytes: 80_000 },
    );

    test(
      'by age takes what came too long ago, whatever time the message itself was given',
      async (bench) => {
        await bench.send('m0');
        bench.now += 6000;
        const capture = await bench.capture('dated');
        await bench.store.append(changed(capture, { receivedAt: 5 }));
        bench.now += 5000;
        await bench.send('m2');
        expect(await bench.subjects()).toEqual(['dated', 'm2']);
        expect(bench.events.filter(({ type }) => type === 'deleted')).toMatchObject([{ reason: 'retention' }]);
      },
      { maxAge: 10_000 },
    );

    test(
      'of thousands at once takes each',
      async (bench) => {
        for (let i = 0; i < 2; i++) await bench.sendTogether(names(550));
        bench.now += 60_000;
        await bench.send('new');
        expect(await bench.subjects()).toEqual(['new']);
      },
      { maxAge: 10_000 },
    );

    test(
      'counts messages, not places: one in many mailboxes goes as one',
      async (bench) => {
        await bench.send('m0', to('a'), to('b'), to('c'));
        await bench.send('m1', to('a'));
        expect(await bench.subjects()).toEqual(['m0', 'm1']);
        await bench.send('m2', to('a'));
        expect(await bench.subjects()).toEqual(['m1', 'm2']);
        expect(await bench.store.mailbox('b', 'INBOX')).toMatchObject({ exists: 0, uidNext: 2 });
      },
      { maxMessages: 2 },
    );
  });
}
