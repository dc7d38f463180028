import { describe, expect, it } from 'vitest';
import { envelope, mail, readAll, send } from '../json/testing/mail.js';
import { Receiver } from '../receive.js';
import { Blocks, ByteStore, SMALL } from './bytes.js';
import { MemoryDraft } from './draft.js';
import { createMemoryStore } from './index.js';

const draft = (store: ByteStore, room = Number.POSITIVE_INFINITY): MemoryDraft => new MemoryDraft(store, room);
const all = (store: ByteStore, kept: ReturnType<ReturnType<MemoryDraft['end']>>): Buffer =>
  Buffer.concat([...store.chunks(kept, 0, kept.length)]);

describe('an arriving message in memory', () => {
  it.each([0, 1, SMALL - 1, SMALL, SMALL + 1, 64 * 1024, 3_000_000])(
    'of %i bytes is kept in as much memory as it needs',
    (size) => {
      const store = new ByteStore();
      const bytes = Buffer.alloc(size, 'abcdefg');
      const arriving = draft(store);
      for (let at = 0; at < size; at += 10_000) arriving.write(bytes.subarray(at, at + 10_000));
      expect(store.arriving).toBe(size);
      const kept = arriving.end()();
      expect(store.arriving).toBe(0);
      expect(all(store, kept).equals(bytes)).toBe(true);
      if (kept instanceof Blocks) expect(kept.list.reduce((sum, { length }) => sum + length, 0)).toBe(size);
      expect(kept instanceof Blocks).toBe(size > SMALL);
    },
  );

  it('drops its bytes at once when there is no room, counts on, and leaves the others theirs', () => {
    const store = new ByteStore();
    const [one, two] = [draft(store, 1000), draft(store, 1000)];
    one.write(Buffer.alloc(600));
    two.write(Buffer.alloc(600));
    expect([one.overflowed, two.overflowed]).toEqual([false, true]);
    expect(store.arriving).toBe(600);
    two.write(Buffer.alloc(5000));
    expect(two.size).toBe(5600);
    two.release();
    two.release();
    expect(store.arriving).toBe(600);
    one.write(Buffer.alloc(400));
    expect(one.overflowed).toBe(false);
    one.release();
    expect(store.arriving).toBe(0);
  });

  it('is refused when too many bytes come at one time, and taken when there are fewer', async () => {
    const store = createMemoryStore({ retention: { maxMessages: 0, maxBytes: 200_000, maxAge: 0 } });
    const first = new Receiver(store);
    await first.write(mail('first', 150_000));
    const second = new Receiver(store);
    await second.write(mail('second', 150_000));
    const facts = { envelope: envelope(), deliveries: [{ account: 'a' }] };
    await expect(second.commit(facts)).rejects.toMatchObject({ code: 'store-full', permanent: false });
    const { id } = await first.commit(facts);
    expect(await readAll(store, id)).toEqual(mail('first', 150_000));
    await send(store, mail('third', 150_000));
    expect((await store.stats()).messages).toBe(1);
    expect(await store.verify()).toEqual([]);
    await store.close();
  });

  it('is read by range in steps that are copies', () => {
    const store = new ByteStore();
    for (const size of [5000, 300_000]) {
      const bytes = Buffer.from(Array.from({ length: size }, (_, i) => i % 251));
      const arriving = draft(store);
      arriving.write(bytes);
      const kept = arriving.end()();
      for (const [start, end] of [
        [0, size],
        [1, size - 1],
        [4000, 4500],
        [7, 7],
      ] as const) {
        const chunks = [...store.chunks(kept, start, end)];
        for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(64 * 1024);
        expect(Buffer.concat(chunks).equals(bytes.subarray(start, end))).toBe(true);
        const target = Buffer.alloc(size);
        store.copyRange(kept, target, start, end);
        expect(target.subarray(start, end).equals(bytes.subarray(start, end))).toBe(true);
        expect(target.subarray(0, start).every((byte) => byte === 0)).toBe(true);
        expect(target.subarray(end).every((byte) => byte === 0)).toBe(true);
      }
    }
  });
});
