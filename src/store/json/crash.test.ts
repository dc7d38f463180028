import { describe, expect, it } from 'vitest';
import { createJsonStore } from './index.js';
import { CrashDisk, type CrashPlan, FATES } from './testing/crash-disk.js';
import { Promises } from './testing/promises.js';
import { workload } from './testing/workload.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const store = (disk: CrashDisk) => createJsonStore({ dir: '/data', retention, disk, lock: false });
/** More by `npm run test:crash`. */
const SEEDS = Number(process.env.RESTANTE_CRASH_SEEDS ?? 1);

/** Runs the workload until the power goes off, then opens what is left, twice; `again`: with a power cut in between. */
async function crashAt(plan: CrashPlan, again?: CrashPlan): Promise<{ crashed: boolean; problems: string[] }> {
  const promises = new Promises();
  const disk = new CrashDisk(plan);
  const first = store(disk);
  try {
    await first.open();
    await workload(first, promises);
    await first.close();
  } catch (error) {
    if (!disk.off) throw error;
  }
  const crashed = disk.off;
  disk.crash();
  await first.close();

  let left = disk.afterCrash(again);
  if (again) {
    const interrupted = store(left);
    try {
      await interrupted.open();
      await promises.send(interrupted, 100, [{ account: 'a' }]);
      await interrupted.compactNow();
    } catch (error) {
      if (!left.off) throw error;
    }
    left.crash();
    await interrupted.close();
    left = left.afterCrash();
  }
  const second = store(left);
  await second.open();
  const problems = second.problems.map(({ kind }) => kind);
  await promises.check(second);
  for (let i = 0; i < 3; i++) await promises.send(second, i * 40_000, [{ account: 'a' }, { account: 'catchall' }]);
  await promises.check(second);
  await second.close();

  const third = store(left);
  await third.open();
  expect(third.problems).toEqual([]);
  await promises.check(third);
  await third.close();
  return { crashed, problems };
}

describe('power cuts', () => {
  for (const fate of FATES)
    for (let seed = 1; seed <= SEEDS; seed++)
      it(`at every sync, with what was written ${fate}, seed ${seed}: nothing accepted is lost`, async () => {
        let points = 0;
        for (let atSync = 1; ; atSync++) {
          let crashed = false;
          for (const lastSyncDone of [false, true]) {
            const plan = { atSync, fate, seed: seed * 10_000 + atSync, lastSyncDone };
            try {
              const run = await crashAt(plan);
              crashed ||= run.crashed;
              // Names of a power cut's own traces; anything else would be a fault of ours.
              expect(run.problems.filter((kind) => kind !== 'torn-tail' && kind !== 'damaged-line')).toEqual([]);
            } catch (error) {
              throw new Error(`with ${JSON.stringify(plan)}`, { cause: error });
            }
          }
          if (!crashed) break;
          points++;
        }
        expect(points).toBeGreaterThan(20);
      }, 300_000);

  it.each(FATES)(
    'while an earlier one is mended, with what was written %s: nothing accepted is lost',
    async (fate) => {
      for (let atSync = 5; atSync < 60; atSync += 6)
        for (let then = 1; then <= 8; then++) {
          const first = { atSync, fate: then % 2 ? fate : 'torn', seed: atSync } as const;
          const second = { atSync: then, fate, seed: then, lastSyncDone: then % 3 === 0 };
          await crashAt(first, second).catch((cause: unknown) => {
            throw new Error(`with ${JSON.stringify([first, second])}`, { cause });
          });
        }
    },
    300_000,
  );
});
