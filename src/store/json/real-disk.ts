import fs from 'node:fs';
import { promisify } from 'node:util';
import { codeOf, type Disk, type DiskFile, isMissing } from './disk.js';

// The functions with a callback: a handle of fs/promises costs twice the time for files of one KB.
const open = promisify(fs.open);
const read = promisify(fs.read);
const write = promisify(fs.write);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const stat = promisify(fs.stat);
const fdatasync = promisify(fs.fdatasync);
const fsync = promisify(fs.fsync);
const ftruncate = promisify(fs.ftruncate);
const rename = promisify(fs.rename);
const link = promisify(fs.link);
const unlink = promisify(fs.unlink);
const mkdir = promisify(fs.mkdir);
const readdir = promisify(fs.readdir);
const utimes = promisify(fs.utimes);
const statfs = promisify(fs.statfs);

const { O_RDWR, O_WRONLY, O_CREAT, O_DSYNC } = fs.constants;
const FLAGS = { read: 'r', change: 'r+', edit: O_RDWR | O_CREAT, new: 'wx', replace: 'w+' } as const;
/** Mail is nobody else's business. */
const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;

class RealFile implements DiskFile {
  #fd: number | null;
  /** The same file, of which each write is safe when it returns; null where that cannot be had. */
  #through: Promise<number | null> | null = null;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Once closed, the number may be another file's. */
  get fd(): number {
    if (this.#fd === null) throw Object.assign(new Error('EBADF: closed'), { code: 'EBADF', syscall: 'close' });
    return this.#fd;
  }

  async size(): Promise<number> {
    return (await fstat(this.fd)).size;
  }

  async read(target: Buffer, position: number): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await read(this.fd, target, done, target.length - done, position + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async write(bytes: Buffer, position: number): Promise<void> {
    await writeAll(this.fd, bytes, position);
  }

  async writeSafely(bytes: Buffer, position: number): Promise<void> {
    this.#through ??= openThrough(this.fd);
    const through = await this.#through;
    await writeAll(through ?? this.fd, bytes, position);
    if (through === null) await this.sync();
  }

  async isAt(path: string): Promise<boolean> {
    try {
      const [own, named] = await Promise.all([fstat(this.fd), stat(path)]);
      return own.ino === named.ino && own.dev === named.dev;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  async truncate(size: number): Promise<void> {
    await ftruncate(this.fd, size);
  }

  async sync(): Promise<void> {
    await fdatasync(this.fd);
  }

  async close(): Promise<void> {
    const { fd } = this;
    this.#fd = null;
    const through = await this.#through;
    await Promise.all([close(fd), ...(through === null ? [] : [close(through)])]);
  }
}

async function writeAll(fd: number, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await write(fd, bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** Opens an open file once more, to write through (O_DSYNC). Only Linux can do that by number, whatever its name is now. */
async function openThrough(fd: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  return open(`/proc/self/fd/${fd}`, O_WRONLY | O_DSYNC).catch(() => null);
}

/** The file system of this machine. */
export const realDisk: Disk = {
  async open(path, mode) {
    return new RealFile(await open(path, FLAGS[mode], FILE_MODE));
  },
  list: (path) => readdir(path),
  async makeDirectory(path, alone) {
    try {
      await mkdir(path, { recursive: !alone, mode: DIRECTORY_MODE });
    } catch (error) {
      if (!alone || codeOf(error) !== 'EEXIST') throw error;
    }
  },
  rename,
  link,
  remove: unlink,
  async syncDirectory(path) {
    // Windows cannot open directories, and keeps names by itself.
    if (process.platform === 'win32') return;
    const fd = await open(path, 'r');
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  },
  async touchedAt(path) {
    return (await stat(path)).mtimeMs;
  },
  async touch(path) {
    const now = new Date();
    await utimes(path, now, now);
  },
  async free(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};
