import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkStore, createJsonStore } from './index.js';
import { Lock } from './lock.js';
import { thisProcess } from './owner.js';
import { realDisk } from './real-disk.js';
import { mail, send } from './testing/mail.js';

const retention = { maxMessages: 0, maxBytes: 0, maxAge: 0 };
let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'restante-lock-'));
  path = join(dir, 'restante.lock');
  onTestFinished(() => rmSync(dir, { recursive: true }));
});

const take = (silence?: number) => Lock.take(realDisk, path, silence);
const write = (owner: object | string): void =>
  writeFileSync(path, typeof owner === 'string' ? owner : JSON.stringify(owner));

describe('the lock of a data folder', () => {
  it('keeps a second store out, in words that name the first', async () => {
    const first = createJsonStore({ dir, retention });
    await first.open();
    const second = createJsonStore({ dir, retention });
    await expect(second.open()).rejects.toThrow(new RegExp(`in use by process ${process.pid} on `));
    await send(first, mail('still mine'));
    expect((await checkStore(dir)).owner?.pid).toBe(process.pid);
    await expect(checkStore(dir, { repair: true })).rejects.toThrow(/in use by process/);
    expect(await first.verify()).toEqual([]);
    await first.close();
    expect(existsSync(path)).toBe(false);
    await second.open();
    expect((await second.stats()).messages).toBe(1);
    await second.close();
  });

  it('is taken over from a process that has ended', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    write({ ...thisProcess(), pid });
    const lock = await take();
    expect(JSON.parse(readFileSync(path, 'utf8')).token).toBe(lock.owner.token);
    await lock.release();
  });

  it('is taken over when another process has the pid now, and when the machine has started again', async () => {
    for (const change of [{ began: '1' }, { boot: 'before' }]) {
      const owner = thisProcess();
      if (owner.began === '') return;
      write({ ...owner, ...change });
      await (await take()).release();
    }
  });

  it('is taken over from another host after a silence, not before', async () => {
    const far = { ...thisProcess(), host: 'elsewhere.example' };
    write(far);
    let beat = 0;
    const beating = setInterval(() => utimesSync(path, ++beat, beat), 50);
    await expect(take(500)).rejects.toThrow(/on elsewhere\.example/);
    clearInterval(beating);
    await (await take(300)).release();
  });

  it('that its owner could not finish writing is taken over', async () => {
    write('{"pid":1');
    await (await take()).release();
    expect(existsSync(path)).toBe(false);
  });

  it('goes to one of many that come together', async () => {
    write({ ...thisProcess(), began: '1', boot: 'before' });
    const all = await Promise.allSettled(Array.from({ length: 8 }, () => take()));
    const taken = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(taken).toHaveLength(1);
    for (const lock of taken) await lock.release();
  });

  it('that was taken away is not removed by the one who lost it', async () => {
    const lock = await take();
    write({ ...thisProcess(), token: 'other' });
    await lock.release();
    expect(JSON.parse(readFileSync(path, 'utf8')).token).toBe('other');
  });
});
