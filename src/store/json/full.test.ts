import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreFull } from '../errors.js';
import type { Store } from '../store.js';
import type { Disk } from './disk.js';
import { createJsonStore } from './index.js';
import { realDisk } from './real-disk.js';
import { CrashDisk } from './testing/crash-disk.js';
import { mail, readAll, send } from './testing/mail.js';
import { SmallDisk } from './testing/small-disk.js';

const MB = 1024 * 1024;
const SIZE = 8 * MB;
const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };

interface Place {
  readonly dir: string;
  readonly disk: Disk;
  /** Takes the rest of the room away, or gives it back. */
  squeeze(on: boolean): void;
}

/** A real file system of 8 MB where this process may mount one, and otherwise once more the one behind the port. */
function realPlace(): Place {
  const dir = mkdtempSync(join(tmpdir(), 'restante-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', dir], { stdio: 'ignore' });
  } catch {
    rmSync(dir, { recursive: true });
    return portPlace();
  }
  onTestFinished(() => {
    execFileSync('umount', [dir]);
    rmSync(dir, { recursive: true });
  });
  const ballast = join(dir, 'ballast');
  const fill = (): void => {
    try {
      writeFileSync(ballast, Buffer.alloc(SIZE, 1));
    } catch {
      // That was the point.
    }
  };
  return { dir, disk: realDisk, squeeze: (on) => (on ? fill() : rmSync(ballast)) };
}

function portPlace(): Place {
  const disk = new SmallDisk(new CrashDisk(), SIZE);
  return { dir: '/data', disk, squeeze: (on) => (disk.capacity = on ? disk.used : SIZE) };
}

/** What is written in the background may find the disk full once more before it is tried again; all else counts at once. */
async function verifyWithRoom(store: Store): Promise<string[]> {
  for (;;) {
    const complaints = await store.verify();
    if (complaints.length === 0 || !complaints.every((complaint) => complaint.startsWith('StoreFull')))
      return complaints;
    await sleep(10);
  }
}

describe.each([
  ['a disk of 8 MB behind the port', portPlace],
  ['a file system of 8 MB', realPlace],
])('%s', (_, make) => {
  it('fills up: 452, nothing earlier is hurt, deleting makes room, and service goes on by itself', async () => {
    const { dir, disk, squeeze } = make();
    const open = async () => {
      const store = createJsonStore({ dir, disk, retention, lock: false, retryMs: 10 });
      await store.open();
      onTestFinished(() => store.close());
      return store;
    };
    const store = await open();
    const kept = new Map<string, Buffer>();
    const fillUp = async (): Promise<unknown> => {
      for (let i = 0; i < 2000; i++) {
        const raw = mail(`message ${kept.size}`, i % 10 === 9 ? 150_000 : 12_000);
        try {
          kept.set((await send(store, raw)).id, raw);
        } catch (error) {
          return error;
        }
      }
      return undefined;
    };
    const settled = async (): Promise<void> => {
      for (let i = 0; store.failure && i < 300; i++) await sleep(10);
      expect(store.failure).toBeNull();
    };

    expect(await fillUp()).toBeInstanceOf(StoreFull);
    expect(kept.size).toBeGreaterThan(20);
    expect(store.failure).toBeInstanceOf(StoreFull);
    for (const [id, raw] of kept) expect((await readAll(store, id)).equals(raw)).toBe(true);

    squeeze(true);
    await expect(send(store, mail('too much', 300_000))).rejects.toThrow(StoreFull);
    const ids = [...kept.keys()].slice(0, Math.floor((kept.size * 3) / 4));
    expect(await store.delete({ ids }), 'deletions go through').toBe(ids.length);
    for (const id of ids) kept.delete(id);
    squeeze(false);
    await settled();
    kept.set((await send(store, mail('after'))).id, mail('after'));
    await store.compactNow();
    expect(await fillUp()).toBeInstanceOf(StoreFull);
    expect(await store.delete({ ids: [...kept.keys()].slice(0, 20) })).toBe(20);
    for (const id of [...kept.keys()].slice(0, 20)) kept.delete(id);
    await settled();
    expect(await verifyWithRoom(store)).toEqual([]);
    await store.close();

    const again = await open();
    expect(again.problems).toEqual([]);
    expect((await again.list({ limit: 1 })).total).toBe(kept.size);
    for (const [id, raw] of kept) expect((await readAll(again, id)).equals(raw)).toBe(true);
    expect(await again.verify()).toEqual([]);
  }, 60_000);
});
