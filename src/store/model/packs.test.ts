import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Packs, SHARED_BYTES, type Slot } from './packs.js';

const put = (packs: Packs, bytes: Buffer): Slot => packs.put(bytes.length, (target) => bytes.copy(target));
/** Bytes that tell which piece they are, and can be compressed. */
const piece = (n: number, length: number): Buffer => Buffer.alloc(length, `piece ${n} `);

/** Compression runs beside the event loop, one block after the other. */
async function settled(packs: Packs, slots: readonly Slot[]): Promise<void> {
  for (let waited = 0; waited < 200; waited++) {
    if (slots.some(({ block }) => block?.packed)) return;
    await sleep(10);
  }
  throw new Error(`nothing of ${packs.bytes} bytes was packed`);
}

describe('packs', () => {
  it('give back what was put, of every size', () => {
    const packs = new Packs(1024 * 1024);
    const sizes = [0, 1, 100, SHARED_BYTES - 1, SHARED_BYTES, SHARED_BYTES + 1, 500_000];
    const slots = sizes.map((size, i) => put(packs, piece(i, size)));
    for (const [i, size] of sizes.entries()) expect(packs.view(slots[i] as Slot).equals(piece(i, size))).toBe(true);
    expect(packs.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
  });

  it('share a block among small pieces, and give long ones their own', () => {
    const packs = new Packs(1024 * 1024);
    const [one, two, long] = [
      put(packs, piece(1, 10)),
      put(packs, piece(2, 10)),
      put(packs, piece(3, SHARED_BYTES + 1)),
    ];
    expect(one.block).toBe(two.block);
    expect(long.block).not.toBe(one.block);
    expect(long.block?.plain?.length).toBe(SHARED_BYTES + 1);
  });

  it('compress old blocks, and read them the same', async () => {
    const packs = new Packs(128 * 1024);
    const slots = Array.from({ length: 1200 }, (_, i) => put(packs, piece(i, 1000)));
    await settled(packs, slots);
    const packed = slots.filter(({ block }) => block?.packed);
    expect(packed.length).toBeGreaterThan(0);
    expect(slots.at(-1)?.block?.packed).toBeNull();
    for (const [i, slot] of slots.entries()) expect(packs.view(slot).equals(piece(i, 1000))).toBe(true);
  });

  it('leave alone what compression does not make smaller', async () => {
    const packs = new Packs(0);
    const random = Buffer.from(Array.from({ length: 1000 }, () => Math.floor(Math.random() * 256)));
    const noise = Array.from({ length: 300 }, () =>
      put(packs, random.map((byte) => byte ^ Math.floor(Math.random() * 256)) as Buffer),
    );
    const words = Array.from({ length: 300 }, (_, i) => put(packs, piece(i, 1000)));
    put(packs, piece(0, 100_000));
    await settled(packs, words);
    expect(noise[0]?.block?.packed ?? null).toBeNull();
  });

  it('refuse to read what was given back, and take that a second time', () => {
    const packs = new Packs(1024);
    const slot = put(packs, piece(1, 100));
    packs.free(slot);
    packs.free(slot);
    expect(packs.bytes).toBe(0);
    expect(() => packs.view(slot)).toThrow(/given back/);
  });

  it('move what is left of a block that is mostly given back, packed or not', async () => {
    for (const plainBytes of [0, 1024 * 1024]) {
      const packs = new Packs(plainBytes);
      const slots = Array.from({ length: 600 }, (_, i) => put(packs, piece(i, 1000)));
      if (plainBytes === 0) await settled(packs, slots);
      const before = slots[0]?.block;
      for (const [i, slot] of slots.entries()) if (i % 10 !== 0) packs.free(slot);
      expect(slots[0]?.block).not.toBe(before);
      expect(before?.plain ?? null).toBeNull();
      for (const [i, slot] of slots.entries())
        if (i % 10 === 0) expect(packs.view(slot).equals(piece(i, 1000)), `piece ${i}`).toBe(true);
      expect(packs.bytes).toBe(60_000);
    }
  });

  it('keep every piece apart, whatever comes and goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(40), fc.oneof(fc.nat(3000), fc.nat(40_000))), {
          minLength: 1,
          maxLength: 400,
          size: 'max',
        }),
        (steps) => {
          const packs = new Packs(64 * 1024);
          const kept = new Map<number, { slot: Slot; length: number; n: number }>();
          for (const [n, [at, length]] of steps.entries()) {
            const known = kept.get(at);
            if (known) packs.free(known.slot);
            kept.set(at, { slot: put(packs, piece(n, length)), length, n });
          }
          let bytes = 0;
          for (const { slot, length, n } of kept.values()) {
            expect(packs.view(slot).equals(piece(n, length))).toBe(true);
            bytes += length;
          }
          expect(packs.bytes).toBe(bytes);
        },
      ),
      { numRuns: 40 },
    );
  });
});
