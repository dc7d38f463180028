import { describe, expect, it } from 'vitest';
import { outboxContract } from '../contract/outbox.js';
import { StoreError } from '../errors.js';
import type { NewOutboxItem, Outbox, OutboxState } from '../outbox.js';
import { createJsonOutbox } from './outbox.js';
import { CrashDisk, type CrashPlan, FATES, generator, PowerOff } from './testing/crash-disk.js';

const disks = new WeakMap<Outbox, CrashDisk>();

async function openOn(disk: CrashDisk, compactAbove?: number): Promise<Outbox> {
  // As the store does, which has the folder open.
  await disk.makeDirectory('/data');
  await disk.syncDirectory('/');
  const outbox = createJsonOutbox({ dir: '/data', disk, compactAbove });
  await outbox.open();
  disks.set(outbox, disk);
  return outbox;
}

outboxContract('json', {
  open: () => openOn(new CrashDisk()),
  async again(crashed) {
    const disk = disks.get(crashed) as CrashDisk;
    disk.crash();
    await crashed.close().catch(() => {});
    return openOn(disk.afterCrash());
  },
});

const FINAL: readonly OutboxState[] = ['delivered', 'failed', 'cancelled'];

/** What the outbox has accepted, and what was asked and not answered yet. */
interface Promised {
  /** Recipients with a final state that was accepted. */
  readonly final: Map<string, OutboxState>;
  /** Recipients for which `begin` was accepted and that were settled as waiting, or not settled. */
  readonly begun: Set<string>;
  readonly added: Set<string>;
  readonly asked: Set<string>;
}

const item = (n: number): NewOutboxItem => ({
  messageId: `m${n}`,
  destination: `d${n % 3}.example`,
  orders: {},
  recipients: ['ann', 'bob'].map((name) => ({ address: `${name}@d${n}`, notify: null, orcpt: null })),
  expiresAt: Number.MAX_SAFE_INTEGER,
});

async function work(outbox: Outbox, promised: Promised, seed: number): Promise<void> {
  const random = generator(seed);
  for (let round = 0; round < 12; round++) {
    const added = await outbox.add([item(round * 2), item(round * 2 + 1)]);
    for (const { id } of added) promised.added.add(id);
    const claimed = await outbox.claim({ limit: 3, perDestination: 2, leaseMs: 1e6, now: Date.now() });
    await Promise.all(
      claimed.map(async ({ id, lease, recipients }) => {
        const token = lease?.token ?? '';
        const places = recipients.flatMap(({ state }, at) => (state === 'waiting' ? [at] : []));
        for (const at of places) promised.begun.add(`${id} ${at}`);
        await outbox.begin(id, token, places);
        const changes = places.map((at) => {
          const state: OutboxState = random() < 0.3 ? 'waiting' : random() < 0.5 ? 'delivered' : 'failed';
          return { at, state, reply: 'r', status: '', host: null, reported: state !== 'waiting' };
        });
        for (const { at, state } of changes) if (state !== 'waiting') promised.asked.add(`${id} ${at}`);
        await outbox.settle(id, token, { changes, attempted: true, nextAttempt: Date.now() });
        for (const { at, state } of changes) {
          promised.begun.delete(`${id} ${at}`);
          if (state !== 'waiting') promised.final.set(`${id} ${at}`, state);
        }
      }),
    );
  }
}

async function check(outbox: Outbox, promised: Promised): Promise<void> {
  expect(await outbox.verify()).toEqual([]);
  for (const id of promised.added) {
    const { recipients } = await outbox.get(id);
    for (const [at, { state }] of recipients.entries()) {
      const key = `${id} ${at}`;
      const final = promised.final.get(key);
      // A final reply that was accepted stands; nobody is sent the mail again.
      if (final !== undefined) expect(`${key} ${state}`).toBe(`${key} ${final}`);
      // What was under way may be settled or not, but is never just tried again once `begin` was accepted.
      else if (!promised.begun.has(key)) expect(`${key} ${state}`).toBe(`${key} waiting`);
    }
  }
  for (const id of promised.added) {
    const claimed = await outbox.get(id);
    for (const [at, { state }] of claimed.recipients.entries()) {
      if (promised.final.has(`${id} ${at}`)) expect(FINAL).toContain(state);
    }
  }
}

describe('power cuts', () => {
  it.each(FATES)('at every sync, with what was written %s: nothing is lost, nothing is sent twice', async (fate) => {
    let points = 0;
    for (let atSync = 1; ; atSync++) {
      let crashed = false;
      for (const lastSyncDone of [false, true]) {
        const plan: CrashPlan = { atSync, fate, seed: atSync, lastSyncDone };
        const disk = new CrashDisk(plan);
        const promised: Promised = { final: new Map(), begun: new Set(), added: new Set(), asked: new Set() };
        try {
          const outbox = await openOn(disk, 2000);
          await work(outbox, promised, atSync);
          await outbox.close();
        } catch (error) {
          if (!disk.off) throw error;
          expect([StoreError, PowerOff].some((type) => error instanceof type)).toBe(true);
        }
        crashed ||= disk.off;
        disk.crash();
        const left = disk.afterCrash();
        const outbox = await openOn(left, 2000);
        await check(outbox, promised).catch((cause: unknown) => {
          throw new Error(`with ${JSON.stringify(plan)}`, { cause });
        });
        await outbox.close();
        const again = await openOn(left);
        await check(again, promised);
        await again.close();
      }
      if (!crashed) break;
      points++;
    }
    expect(points).toBeGreaterThan(20);
  });

  it('sends nothing by itself when a line in the middle was damaged', async () => {
    const disk = new CrashDisk();
    const outbox = await openOn(disk);
    const [first] = await outbox.add([item(1)]);
    await outbox.add([item(2)]);
    await outbox.close();
    const file = await disk.open('/data/outbox.ndjson', 'change');
    await file.write(Buffer.from('X'), 100);
    await file.sync();
    await file.close();
    const opened = await openOn(disk);
    expect(await opened.claim({ limit: 9, perDestination: 9, leaseMs: 1, now: Date.now() })).toEqual([]);
    expect(await opened.counts()).toMatchObject({ waiting: 0, uncertain: 1 });
    await expect(opened.get(first?.id ?? '')).rejects.toThrow(StoreError);
    expect(await opened.verify()).toEqual([]);
    await opened.close();
  });
});
