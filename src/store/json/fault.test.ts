import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StoreFull, StoreUnavailable } from '../errors.js';
import { createJsonStore } from './index.js';
import { CrashDisk } from './testing/crash-disk.js';
import { type FaultPlan, FaultyDisk } from './testing/faulty-disk.js';
import { mail, send } from './testing/mail.js';
import { Promises } from './testing/promises.js';
import { workload } from './testing/workload.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const open = async (disk: FaultyDisk | CrashDisk) => {
  const store = createJsonStore({ dir: '/data', retention, disk, lock: false, retryMs: 10 });
  await store.open();
  return store;
};

/** Runs the workload with a fault, mends the disk, and looks at the store and at what it left. */
async function run(plan: FaultPlan): Promise<boolean> {
  const base = new CrashDisk();
  const disk = new FaultyDisk(base, plan);
  const promises = new Promises();
  let store = await open(disk).catch((error: unknown) => {
    expect(error).toSatisfy((e) => e instanceof StoreFull || e instanceof StoreUnavailable);
    disk.heal();
    return undefined;
  });
  store ??= await open(disk);
  await workload(store, promises);
  const failed = disk.failed > 0;
  disk.heal();
  // It works again by itself, for those who come and for those who only look.
  expect(await promises.send(store, 100), 'accepted again').toBeDefined();
  for (let i = 0; store.failure && i < 200; i++) await sleep(10);
  expect(store.failure).toBeNull();
  await promises.check(store);
  await store.close();
  const again = await open(base);
  expect(again.problems).toEqual([]);
  await promises.check(again);
  await again.close();
  return failed;
}

describe('a disk that fails', () => {
  for (const lasts of ['once', 'for good'] as const)
    for (const [code, half] of [
      ['ENOSPC', true],
      ['EIO', false],
    ] as const)
      it(`with ${code} ${lasts}, at every call: nothing accepted is lost, and the store goes on`, async () => {
        let calls = 0;
        for (let atCall = 1; ; atCall++) {
          const plan = { atCall, lasts, code, half };
          try {
            if (!(await run(plan))) break;
          } catch (error) {
            throw new Error(`with ${JSON.stringify(plan)}`, { cause: error });
          }
          calls++;
        }
        expect(calls).toBeGreaterThan(100);
      }, 120_000);

  it('says what is wrong in the words of the store, and keeps what was there', async () => {
    for (const [code, kind] of [
      ['ENOSPC', StoreFull],
      ['EDQUOT', StoreFull],
      ['EROFS', StoreUnavailable],
      ['EACCES', StoreUnavailable],
      ['EMFILE', StoreUnavailable],
      ['EIO', StoreUnavailable],
    ] as const) {
      const disk = new FaultyDisk(new CrashDisk(), null);
      const store = await open(disk);
      const { id } = await send(store, mail('before'));
      disk.plan = { atCall: 1, lasts: 'for good', code };
      for (const size of [0, 200_000]) await expect(send(store, mail('during', size))).rejects.toThrow(kind);
      expect(store.failure).toBeInstanceOf(kind);
      expect((await store.get(id)).summary.subject).toBe('before');
      expect((await store.list({ limit: 10 })).total).toBe(1);
      disk.heal();
      for (let i = 0; store.failure && i < 200; i++) await sleep(10);
      expect(store.failure, 'red until somebody looks again').toBeNull();
      await send(store, mail('after'));
      expect(await store.verify()).toEqual([]);
      await store.close();
    }
  });
});
