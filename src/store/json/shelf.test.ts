import { describe, expect, it } from 'vitest';
import { Layout } from './layout.js';
import { AMPLE_BYTES } from './limits.js';
import { Shelf } from './shelf.js';
import { CrashDisk } from './testing/crash-disk.js';

const FIRST = '01a20bf0-d64a-7153-8d33-42f8f7984b1d';
const SECOND = '01a20bf0-d64b-7153-8d33-42f8f7984bff';

/** A shelf on a disk that loses what is not synced, and a gate before the opening of files. */
async function make(restMs?: number) {
  const disk = new CrashDisk({ atSync: Number.POSITIVE_INFINITY, fate: 'dropped', seed: 1 });
  const layout = new Layout('/data');
  await disk.makeDirectory(layout.messages);
  await disk.syncDirectory('/');
  await disk.syncDirectory(layout.dir);
  const gates = new Map<string, Promise<void>>();
  const free = { bytes: 0 };
  const gated = Object.assign(Object.create(disk) as CrashDisk, {
    open: async (path: string, mode: 'read') => {
      await gates.get(path);
      return disk.open(path, mode);
    },
    syncDirectory: (path: string) => disk.syncDirectory(path),
    makeDirectory: (path: string, alone?: 'alone') => disk.makeDirectory(path, alone),
    remove: (path: string) => disk.remove(path),
    free: async () => free.bytes,
  });
  const opened: string[] = [];
  const { open } = gated;
  gated.open = (path, mode) => {
    opened.push(path);
    return open(path, mode);
  };
  const checkpoints: number[] = [];
  let told = (_: number): void => {};
  const shelf = new Shelf({
    disk: gated,
    layout,
    retryMs: 10,
    restMs,
    checkpoint: async (position) => {
      checkpoints.push(position);
      told(position);
    },
  });
  const checkpoint = (): Promise<number> => new Promise((resolve) => (told = resolve));
  return { disk, layout, gates, shelf, checkpoints, checkpoint, opened, free };
}

const small = (text: string) => ({ inline: Buffer.from(text), sum: 0 });

describe('files behind the journal', () => {
  it('a checkpoint that runs while a file is made does not count for its name', async () => {
    const { disk, layout, gates, shelf, checkpoint } = await make();
    let open = (): void => {};
    gates.set(layout.message(SECOND), new Promise((resolve) => (open = resolve)));
    shelf.keep(FIRST, 1, small('first'));
    shelf.keep(SECOND, 2, small('second'));
    expect(await checkpoint()).toBe(1);
    open();
    await shelf.settle();
    await shelf.close();
    disk.crash();
    const left = disk.afterCrash();
    for (const [id, text] of [
      [FIRST, 'first'],
      [SECOND, 'second'],
    ] as const) {
      const file = await left.open(layout.message(id), 'read');
      const bytes = Buffer.alloc(10);
      expect(bytes.toString('latin1', 0, await file.read(bytes, 0))).toBe(text);
    }
  });

  it('a message that goes while its file is made leaves none', async () => {
    const { disk, layout, gates, shelf, checkpoints } = await make();
    let open = (): void => {};
    gates.set(layout.message(FIRST), new Promise((resolve) => (open = resolve)));
    shelf.keep(FIRST, 1, small('first'));
    expect(shelf.held(FIRST)).toEqual(Buffer.from('first'));
    shelf.free(FIRST);
    expect(shelf.held(FIRST)).toBeUndefined();
    open();
    await shelf.settle();
    expect(checkpoints).toEqual([]);
    await expect(disk.open(layout.message(FIRST), 'read')).rejects.toThrow(/ENOENT/);
    await shelf.close();
  });

  it('ends although files are still to be made', async () => {
    const { gates, layout, shelf, checkpoints } = await make();
    let open = (): void => {};
    gates.set(layout.message(FIRST), new Promise((resolve) => (open = resolve)));
    shelf.keep(FIRST, 1, small('first'));
    for (let i = 2; i < 10; i++) shelf.keep(SECOND.slice(0, -1) + i, i, small('more'));
    const settled = expect(shelf.settle()).rejects.toThrow(/closed/);
    const closed = shelf.close();
    open();
    await closed;
    await settled;
    expect(checkpoints).toEqual([]);
  });

  const idOf = (number: number): string => FIRST.slice(0, -6) + number.toString(16).padStart(6, '0');

  it('that go while mail pours in are never made, and the others are when it rests', async () => {
    // A rest that no stall of a busy machine is taken for.
    const { disk, layout, shelf, opened, free } = await make(3000);
    free.bytes = 10 * AMPLE_BYTES;
    // The first look at the disk takes a moment.
    shelf.keep(idOf(0), 1, small('0'));
    await shelf.settle();
    for (let number = 1; number <= 300; number++) {
      shelf.keep(idOf(number), number + 1, small(`${number}`));
      if (number > 10) shelf.free(idOf(number - 10));
      if (number % 10 === 0) await new Promise(setImmediate);
    }
    expect(opened.filter((path) => path.endsWith('.eml'))).toEqual([layout.message(idOf(0)), layout.message(idOf(0))]);
    // Nobody asks for it: it is the rest that begins it.
    for (let number = 291; number <= 300; number++)
      await expect.poll(() => shelf.held(idOf(number)), { timeout: 10_000 }).toBeUndefined();
    expect(new Set(opened.filter((path) => path.endsWith('.eml'))).size).toBe(11);
    await shelf.settle();
    for (const shard of await disk.list(layout.messages))
      for (const name of await disk.list(layout.directory(shard)))
        expect(Number.parseInt(name.slice(30, 36), 16) % 291, name).toBeLessThanOrEqual(9);
    await shelf.close();
  });

  it('are made at once where the disk is nearly full', async () => {
    const { layout, shelf, opened, free } = await make();
    free.bytes = AMPLE_BYTES - 1;
    for (let number = 1; number <= 300; number++) {
      shelf.keep(idOf(number), number + 1, small(`${number}`));
      if (number % 10 === 0) await new Promise(setImmediate);
    }
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.slice(0, 2)).toContain(layout.message(idOf(1)));
    await shelf.settle();
    await shelf.close();
  });

  it('that were deleted are gone for good before the journal that says so', async () => {
    const { disk, layout, shelf, free } = await make();
    free.bytes = 10 * AMPLE_BYTES;
    shelf.keep(FIRST, 1, small('first'));
    await shelf.settle();
    shelf.free(FIRST);
    shelf.keep(SECOND, 2, small('second'));
    await shelf.detach();
    disk.crash();
    const left = disk.afterCrash();
    await expect(left.open(layout.message(FIRST), 'read')).rejects.toThrow(/ENOENT/);
    await shelf.close();
  });
});
