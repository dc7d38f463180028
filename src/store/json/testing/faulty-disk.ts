import type { Disk, DiskFile } from '../disk.js';

export interface FaultPlan {
  /** The first call that fails, counted from 1. */
  readonly atCall: number;
  /** Only that one, or all from it on until `heal`. */
  readonly lasts: 'once' | 'for good';
  readonly code: string;
  /** Which calls count; default all. */
  readonly only?: (name: string, path: string) => boolean;
  /** A failing write has written the first half of its bytes. */
  readonly half?: boolean;
}

/** A disk whose n-th call fails. */
export class FaultyDisk implements Disk {
  calls = 0;
  failed = 0;
  #healed = false;

  constructor(
    private readonly disk: Disk,
    public plan: FaultPlan | null,
  ) {}

  /** From now on everything works. */
  heal(): void {
    this.#healed = true;
  }

  async open(path: string, mode: Parameters<Disk['open']>[1]): Promise<DiskFile> {
    this.#step('open', path);
    const file = await this.disk.open(path, mode);
    return {
      size: () => this.#call('size', path, () => file.size()),
      read: (target, position) => this.#call('read', path, () => file.read(target, position)),
      write: async (bytes, position) => {
        try {
          this.#step('write', path);
        } catch (error) {
          if (this.plan?.half) await file.write(bytes.subarray(0, bytes.length >>> 1), position);
          throw error;
        }
        await file.write(bytes, position);
      },
      truncate: (size) => this.#call('truncate', path, () => file.truncate(size)),
      sync: () => this.#call('sync', path, () => file.sync()),
      close: async () => {
        // The descriptor is given back even when `close` reports an error.
        await file.close();
        this.#step('close', path);
      },
    };
  }

  list = (path: string) => this.#call('list', path, () => this.disk.list(path));
  makeDirectory = (path: string, alone?: 'alone') =>
    this.#call('makeDirectory', path, () => this.disk.makeDirectory(path, alone));
  rename = (from: string, to: string) => this.#call('rename', to, () => this.disk.rename(from, to));
  link = (from: string, to: string) => this.#call('link', to, () => this.disk.link(from, to));
  remove = (path: string) => this.#call('remove', path, () => this.disk.remove(path));
  syncDirectory = (path: string) => this.#call('syncDirectory', path, () => this.disk.syncDirectory(path));
  touchedAt = (path: string) => this.#call('touchedAt', path, () => this.disk.touchedAt(path));
  touch = (path: string) => this.#call('touch', path, () => this.disk.touch(path));
  free = (path: string) => this.#call('free', path, () => this.disk.free(path));

  async #call<T>(name: string, path: string, call: () => Promise<T>): Promise<T> {
    this.#step(name, path);
    return call();
  }

  #step(name: string, path: string): void {
    if (this.#healed || !this.plan || this.plan.only?.(name, path) === false) return;
    this.calls++;
    const { atCall, lasts, code } = this.plan;
    if (this.calls !== atCall && (lasts === 'once' || this.calls < atCall)) return;
    this.failed++;
    throw Object.assign(new Error(`${code}: ${name} ${path}`), { code, syscall: name });
  }
}
