import type { Disk, DiskFile } from '../disk.js';

/** A disk that knows which of its files are open. */
export class CountingDisk implements Disk {
  /** Paths of open files, as they were opened. */
  readonly #files = new Map<DiskFile, string>();

  constructor(private readonly disk: Disk) {}

  /** Paths of the files that are open now. */
  get opened(): string[] {
    return [...this.#files.values()].sort();
  }

  async open(path: string, mode: Parameters<Disk['open']>[1]): Promise<DiskFile> {
    const file = await this.disk.open(path, mode);
    const counted: DiskFile = {
      size: () => file.size(),
      read: (target, position) => file.read(target, position),
      write: (bytes, position) => file.write(bytes, position),
      truncate: (size) => file.truncate(size),
      sync: () => file.sync(),
      close: async () => {
        await file.close();
        this.#files.delete(counted);
      },
    };
    this.#files.set(counted, path);
    return counted;
  }

  list = (path: string) => this.disk.list(path);
  makeDirectory = (path: string, alone?: 'alone') => this.disk.makeDirectory(path, alone);
  rename = (from: string, to: string) => this.disk.rename(from, to);
  link = (from: string, to: string) => this.disk.link(from, to);
  remove = (path: string) => this.disk.remove(path);
  syncDirectory = (path: string) => this.disk.syncDirectory(path);
  touchedAt = (path: string) => this.disk.touchedAt(path);
  touch = (path: string) => this.disk.touch(path);
  free = (path: string) => this.disk.free(path);
}
