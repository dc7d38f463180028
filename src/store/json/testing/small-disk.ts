import type { Disk, DiskFile } from '../disk.js';

/** A disk with room for so many bytes: what does not fit is written as far as it fits, and refused with ENOSPC. */
export class SmallDisk implements Disk {
  readonly #sizes = new Map<string, number>();
  used = 0;

  constructor(
    private readonly disk: Disk,
    public capacity: number,
  ) {}

  async open(path: string, mode: Parameters<Disk['open']>[1]): Promise<DiskFile> {
    const file = await this.disk.open(path, mode);
    this.#resize(path, await file.size());
    return {
      ...file,
      write: async (bytes, position) => {
        const known = this.#sizes.get(path) ?? 0;
        const room = Math.max(0, this.capacity - this.used + Math.max(0, known - position));
        const fits = bytes.subarray(0, room);
        if (fits.length > 0) await file.write(fits, position);
        this.#resize(path, Math.max(known, position + fits.length));
        if (fits.length < bytes.length)
          throw Object.assign(new Error(`ENOSPC: ${path}`), { code: 'ENOSPC', syscall: 'write' });
      },
      truncate: async (size) => {
        await file.truncate(size);
        this.#resize(path, size);
      },
    };
  }

  async rename(from: string, to: string): Promise<void> {
    await this.disk.rename(from, to);
    const size = this.#sizes.get(from) ?? 0;
    this.#resize(from, 0);
    this.#resize(to, size);
  }

  async remove(path: string): Promise<void> {
    await this.disk.remove(path);
    this.#resize(path, 0);
  }

  link = (from: string, to: string) => this.disk.link(from, to);
  list = (path: string) => this.disk.list(path);
  makeDirectory = (path: string, alone?: 'alone') => this.disk.makeDirectory(path, alone);
  syncDirectory = (path: string) => this.disk.syncDirectory(path);
  touchedAt = (path: string) => this.disk.touchedAt(path);
  touch = (path: string) => this.disk.touch(path);
  free = async () => this.capacity - this.used;

  #resize(path: string, size: number): void {
    this.used += size - (this.#sizes.get(path) ?? 0);
    this.#sizes.set(path, size);
  }
}
