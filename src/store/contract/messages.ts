import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changed } from '../captured.js';
import { envelope, mail, readAll, send } from '../json/testing/mail.js';
import { Receiver } from '../receive.js';
import { plainMessage } from '../testing/plain.js';
import type { Delivery } from '../types.js';
import { BEGIN, Bench, type Case, type OpenStore, TIMEOUT_MS, to } from './bench.js';

async function read(bench: Bench, id: string, range?: { start: number; end: number }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of bench.store.read(id, range)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const bytes = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, i) => (i * 7919) % 251));

export function messages(test: Case, open: OpenStore): void {
  describe('append', () => {
    test('resolves to the message, which `get` gives again', async (bench) => {
      const message = await bench.send('hello', to('a'), to('b', 'Work'));
      expect(await bench.store.get(message.id)).toEqual(plainMessage(message));
      expect(message).toMatchObject({
        receivedAt: BEGIN,
        size: mail('hello').length,
        envelope: envelope(),
        summary: { subject: 'hello', from: [{ address: 'from@example.com' }] },
        structure: { parts: 1, root: { type: 'text', subtype: 'plain' } },
        session: { id: 's1' },
        tags: [],
        seen: false,
      });
      expect(message.locations.map(({ account, mailbox, uid }) => [account, mailbox, uid])).toEqual([
        ['a', 'INBOX', 1],
        ['b', 'Work', 1],
      ]);
    });

    test('keeps the time and the tags it is given, tags sorted and each once', async (bench) => {
      const capture = await bench.capture('x');
      const message = await bench.store.append(
        changed(capture, { receivedAt: 12_345, tags: ['b', 'a', 'b'], session: null }),
      );
      expect(message).toMatchObject({ receivedAt: 12_345, tags: ['a', 'b'], session: null });
      const [entry] = await bench.entries(await bench.box());
      expect(entry).toMatchObject({ internalDate: 12_345, savedAt: BEGIN });
    });

    test('makes accounts and mailboxes that are not there, with the levels above', async (bench) => {
      await bench.send('x', to('new', 'a/b/c'));
      const names = (await bench.store.mailboxes('new')).map(({ name }) => name);
      expect(names).toEqual(['INBOX', 'a', 'a/b', 'a/b/c']);
      expect(bench.kinds()).toEqual([
        'account created',
        'mailbox created',
        'mailbox created',
        'mailbox created',
        'mailbox created',
        'entries',
        'message',
      ]);
    });

    test('gives a mailbox that is named twice the message once', async (bench) => {
      const message = await bench.send('x', to('a'), to('a', 'inbox', ['\\Seen']), to('a', 'INBOX'));
      expect(message.locations).toHaveLength(1);
      expect((await bench.store.mailbox('a', 'INBOX')).exists).toBe(1);
    });

    test('sets flags and internal date of each delivery', async (bench) => {
      const message = await bench.send(
        'x',
        { account: 'a', flags: ['\\seen', 'Work', '\\Recent'], internalDate: 99 },
        { account: 'b' },
      );
      expect(message.seen).toBe(true);
      const [a] = await bench.entries(await bench.box('a'));
      const [b] = await bench.entries(await bench.box('b'));
      expect(a).toMatchObject({ flags: ['Work', '\\Seen'], internalDate: 99, savedAt: BEGIN, messageId: message.id });
      expect(b).toMatchObject({ flags: [], internalDate: BEGIN });
      expect(await bench.store.account('a')).toMatchObject({ messages: 1, unseen: 0 });
      expect(await bench.store.account('b')).toMatchObject({ messages: 1, unseen: 1, lastArrival: BEGIN });
    });

    const refusals: [string, readonly Delivery[], string][] = [
      ['no delivery', [], 'no-deliveries'],
      ['an empty account name', [to('')], 'invalid-account-name'],
      ['a control character in an account name', [to('a'), to('a\u0000b')], 'invalid-account-name'],
      ['an account name that is too long', [to('x'.repeat(2001))], 'invalid-account-name'],
      ['an empty level', [to('a', 'x//y')], 'invalid-mailbox-name'],
      ['a control character in a mailbox name', [to('a', 'x\ny')], 'invalid-mailbox-name'],
      ['a flag that is no atom', [to('a'), to('b', 'INBOX', ['a b'])], 'invalid-flag'],
      ['an unknown flag with a space', [to('a', 'INBOX', ['\\Foo Bar'])], 'invalid-flag'],
    ];
    for (const [what, deliveries, code] of refusals)
      test(`refuses ${what}, and keeps nothing`, async (bench) => {
        const capture = await bench.capture('x', deliveries);
        await expect(bench.store.append(capture)).rejects.toMatchObject({ code });
        expect(await bench.store.stats()).toMatchObject({ messages: 0, accounts: 0, bytes: 0 });
        expect(bench.take()).toEqual([]);
        await expect(bench.store.append(capture)).rejects.toMatchObject({ code: 'draft-used' });
      });

    test('takes a draft once, also when two ask at one time', async (bench) => {
      const capture = await bench.capture('x');
      const both = await Promise.allSettled([bench.store.append(capture), bench.store.append(capture)]);
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      await expect(bench.store.append(capture)).rejects.toMatchObject({ code: 'draft-used' });
      const [row] = (await bench.store.list({ limit: 10 })).messages;
      expect(await readAll(bench.store, row?.id ?? '')).toEqual(mail('x'));
      expect(await bench.subjects()).toEqual(['x']);
    });

    test('takes no draft of another store', async (bench) => {
      const other = new Bench();
      await other.start(open, {});
      const foreign = await other.capture('x');
      if (other.store.constructor === bench.store.constructor) await foreign.draft.discard();
      await expect(bench.store.append({ ...foreign, draft: { ...foreign.draft } as never })).rejects.toThrow(TypeError);
      await other.store.close();
    });

    test('shows nothing of a message that is arriving', async (bench) => {
      const receiver = new Receiver(bench.store);
      await receiver.write(mail('x', 200_000));
      expect(bench.store.position).toBe(0);
      expect((await bench.store.list({ limit: 10 })).messages).toEqual([]);
      expect(await bench.store.stats()).toMatchObject({ messages: 0, bytes: 0 });
      await receiver.discard();
      await receiver.discard();
      await expect((async () => receiver.write(Buffer.from('more')))()).rejects.toThrow('appended or discarded');
      expect(bench.take()).toEqual([]);
    });

    test('leaves a kept message alone when its draft is discarded behind it', async (bench) => {
      for (const size of [100, 100_000]) {
        const receiver = new Receiver(bench.store);
        await receiver.write(mail('x', size));
        const { id } = await receiver.commit({ envelope: envelope(), deliveries: [to('a')] });
        await receiver.discard();
        expect(await readAll(bench.store, id)).toEqual(mail('x', size));
      }
    });

    test('gives ids that sort by arrival, also when the clock goes back', async (bench) => {
      const ids: string[] = [];
      for (const step of [0, 5, -10_000, 3, 0, 20_000]) {
        bench.now += step;
        ids.push((await bench.send('x')).id);
      }
      expect([...ids].sort()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('counts what is there and what has come and gone', async (bench) => {
      const [first] = await bench.sendEach(['x', 'y', 'z']);
      await bench.store.delete({ ids: [first?.id ?? ''] });
      await bench.store.update({}, { seen: true });
      await bench.send('unseen');
      expect(await bench.store.stats()).toEqual({
        messages: 3,
        unseen: 1,
        bytes: mail('y').length + mail('z').length + mail('unseen').length,
        accounts: 1,
        appended: 4,
        deleted: 1,
      });
    });
  });

  describe('raw bytes', () => {
    for (const size of [0, 1, 1023, 16_384, 65_535, 65_536, 65_537, 131_072, 1_048_577, 3_000_001])
      test(`of ${size} come back identical`, async (bench) => {
        const raw = bytes(size);
        const { id } = await send(bench.store, raw, [to('a')]);
        expect((await readAll(bench.store, id)).equals(raw)).toBe(true);
      });

    it(
      'come back identical however they came, in whatever range',
      async () => {
        const bench = new Bench();
        await bench.start(open, {});
        await fc.assert(
          fc.asyncProperty(
            fc.oneof(fc.nat(3000), fc.nat(300_000)),
            fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 6 }),
            fc.array(fc.tuple(fc.nat(310_000), fc.nat(310_000)), { maxLength: 4 }),
            async (size, cuts, ranges) => {
              const raw = bytes(size);
              const receiver = new Receiver(bench.store);
              const chunk = Buffer.alloc(90_000);
              for (let at = 0, i = 0; at < size; i++) {
                // One buffer for all chunks: the store must not keep it.
                const length = raw.copy(chunk, 0, at, at + (cuts[i % cuts.length] as number));
                await receiver.write(chunk.subarray(0, length));
                at += length;
              }
              chunk.fill(0xff);
              const { id } = await receiver.commit({ envelope: envelope(), deliveries: [to('a')] });
              expect((await readAll(bench.store, id)).equals(raw)).toBe(true);
              for (const [start, end] of ranges)
                expect((await read(bench, id, { start, end })).equals(raw.subarray(start, Math.max(start, end)))).toBe(
                  true,
                );
            },
          ),
          { numRuns: 15 },
        );
        await bench.end();
        await bench.store.close();
      },
      TIMEOUT_MS,
    );

    test('of a range are clipped to the message', async (bench) => {
      const raw = mail('x', 100_000);
      const { id, size } = await send(bench.store, raw, [to('a')]);
      const cases: [number, number, Buffer][] = [
        [0, 0, Buffer.alloc(0)],
        [5, 5, Buffer.alloc(0)],
        [9, 4, Buffer.alloc(0)],
        [0, size, raw],
        [size - 3, Number.POSITIVE_INFINITY, raw.subarray(-3)],
        [size, size + 10, Buffer.alloc(0)],
        [size + 5, size + 10, Buffer.alloc(0)],
        [-4, 3, raw.subarray(0, 3)],
        [65_530, 65_545, raw.subarray(65_530, 65_545)],
      ];
      for (const [start, end, expected] of cases)
        expect(await read(bench, id, { start, end }), `${start} to ${end}`).toEqual(expected);
    });

    test('that a reader has changed are whole for the next', async (bench) => {
      for (const size of [100, 5000, 70_000]) {
        const { id } = await send(bench.store, mail('x', size), [to('a')]);
        for await (const chunk of bench.store.read(id)) chunk.fill(0);
        expect((await readAll(bench.store, id)).equals(mail('x', size))).toBe(true);
      }
    });

    test('of no message are refused at the first step', async (bench) => {
      const reader = bench.store.read('01a20bf0-d64a-7153-8d33-42f8f7984b1d')[Symbol.asyncIterator]();
      await expect(reader.next()).rejects.toMatchObject({ code: 'message-not-found' });
      await expect(bench.store.get('no such id')).rejects.toMatchObject({ code: 'message-not-found' });
    });

    test('of a message that goes while it is read: to the end, or an error, never others', async (bench) => {
      const raw = mail('x', 400_000);
      const { id } = await send(bench.store, raw, [to('a')]);
      const reader = bench.store.read(id)[Symbol.asyncIterator]();
      const got: Buffer[] = [(await reader.next()).value as Buffer];
      await bench.store.delete({ ids: [id] });
      for (let i = 0; i < 5; i++) await send(bench.store, mail(`other ${i}`, 300_000), [to('a')]);
      try {
        for (let step = await reader.next(); !step.done; step = await reader.next()) got.push(step.value);
        expect(Buffer.concat(got).equals(raw)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: 'message-not-found' });
        expect(raw.subarray(0, Buffer.concat(got).length).equals(Buffer.concat(got))).toBe(true);
      }
    });

    test('that nobody reads to the end are given back', async (bench) => {
      const { id } = await send(bench.store, mail('x', 400_000), [to('a')]);
      for (let i = 0; i < 20; i++) for await (const chunk of bench.store.read(id)) if (chunk.length > 0) break;
      expect(await bench.store.delete({ ids: [id] })).toBe(1);
    });
  });
}
