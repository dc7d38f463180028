import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { parseQuery } from '../../search/parse.js';
import { StoreClosed } from '../errors.js';
import type { Disk } from './disk.js';
import { createJsonStore } from './index.js';
import { realDisk } from './real-disk.js';
import { CountingDisk } from './testing/counting-disk.js';
import { FaultyDisk } from './testing/faulty-disk.js';
import { capture, mail, send } from './testing/mail.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
const LARGE = 300_000;

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'restante-descriptors-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}

/** What this process has open below a folder, as far as the system tells. */
function below(dir: string): string[] {
  if (process.platform !== 'linux') return [];
  const open: string[] = [];
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      if (path.startsWith(dir)) open.push(path);
    } catch {
      // The one that this listing had.
    }
  }
  return open;
}

async function openStore(disk: Disk, dir: string) {
  const store = createJsonStore({ dir, disk, retention, retryMs: 5 });
  await store.open();
  return store;
}

it('has no file open when it has been closed, whatever was under way', async () => {
  const dir = folder();
  const disk = new CountingDisk(realDisk);
  let store = await openStore(disk, dir);
  const ids: string[] = [];
  for (let i = 0; i < 30; i++) ids.push((await send(store, mail(`${i}`, i % 3 === 0 ? LARGE : 2000))).id);
  expect(await store.verify()).toEqual([]);
  await store.close();
  expect(disk.opened).toEqual([]);
  expect(below(dir)).toEqual([]);

  // Now with everything in the middle of something: signatures are made of what is here, too.
  store = await openStore(disk, dir);
  const resting = store.read(ids[0] as string);
  await resting.next();
  const reading = store.read(ids[3] as string).next();
  const searching = store.list({ limit: 10, query: parseQuery('nowhere') });
  const half = store.draft();
  await half.write(Buffer.alloc(LARGE));
  const sending = [...Array(20).keys()].map((i) => send(store, mail(`late ${i}`, i % 2 ? LARGE : 2000)));
  const waiting = store.append(await capture(store, mail('last', LARGE)));
  const outcomes = Promise.allSettled([reading, searching, waiting, ...sending]);
  await store.close();
  expect(disk.opened).toEqual([]);
  expect(below(dir)).toEqual([]);
  await expect(resting.next()).rejects.toThrow(StoreClosed);
  await outcomes;
  expect(disk.opened).toEqual([]);
  expect(below(dir)).toEqual([]);

  const again = await openStore(disk, dir);
  expect(again.problems).toEqual([]);
  expect(await again.verify()).toEqual([]);
  await again.close();
});

it.each(['write', 'sync', 'close', 'truncate', 'rename', 'read', 'syncDirectory'])(
  'has no file open after failures of %s',
  async (call) => {
    const dir = folder();
    const disk = new CountingDisk(realDisk);
    const faulty = new FaultyDisk(disk, null);
    const store = await openStore(faulty, dir);
    for (let i = 0; i < 5; i++) await send(store, mail(`${i}`, i % 2 ? LARGE : 2000));
    for (let atCall = 1; atCall <= 6; atCall++) {
      faulty.calls = 0;
      faulty.plan = { atCall, lasts: 'once', code: 'EIO', only: (name) => name === call };
      await Promise.allSettled([
        send(store, mail('small')),
        send(store, mail('large', LARGE)),
        store.compactNow(),
        store.list({ limit: 10, query: parseQuery('nowhere') }),
      ]);
    }
    faulty.heal();
    await store.close();
    expect(disk.opened).toEqual([]);
    expect(below(dir)).toEqual([]);

    const again = await openStore(realDisk, dir);
    expect(await again.verify()).toEqual([]);
    await again.close();
  },
);
