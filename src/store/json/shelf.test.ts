import { describe, expect, it } from 'vitest';
import { Layout } from './layout.js';
import { Shelf } from './shelf.js';
import { CrashDisk } from './testing/crash-disk.js';

const FIRST = '01a20bf0-d64a-7153-8d33-42f8f7984b1d';
const SECOND = '01a20bf0-d64b-7153-8d33-42f8f7984bff';

/** A shelf on a disk that loses what is not synced, and a gate before the opening of files. */
async function make() {
  const disk = new CrashDisk({ atSync: Number.POSITIVE_INFINITY, fate: 'dropped', seed: 1 });
  const layout = new Layout('/data');
  await disk.makeDirectory(layout.messages);
  await disk.syncDirectory('/');
  await disk.syncDirectory(layout.dir);
  const gates = new Map<string, Promise<void>>();
  const gated = Object.assign(Object.create(disk) as CrashDisk, {
    open: async (path: string, mode: 'read') => {
      await gates.get(path);
      return disk.open(path, mode);
    },
    syncDirectory: (path: string) => disk.syncDirectory(path),
    makeDirectory: (path: string) => disk.makeDirectory(path),
    remove: (path: string) => disk.remove(path),
  });
  const checkpoints: number[] = [];
  let told = (_: number): void => {};
  const shelf = new Shelf({
    disk: gated,
    layout,
    retryMs: 10,
    checkpoint: async (position) => {
      checkpoints.push(position);
      told(position);
    },
  });
  const checkpoint = (): Promise<number> => new Promise((resolve) => (told = resolve));
  return { disk, layout, gates, shelf, checkpoints, checkpoint };
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
});
