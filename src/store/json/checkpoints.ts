import { type Disk, type DiskFile, ignoreMissing } from './disk.js';
import type { Fresh } from './fresh.js';
import type { Layout } from './layout.js';
import { CHECKPOINT_BYTES, CHECKPOINT_MS, QUIET_MS, SHELF_HANDS, SYNC_SLICE } from './limits.js';
import { shared } from './shared.js';

export interface CheckpointOptions {
  readonly disk: Disk;
  readonly layout: Layout;
  /** In order of arrival. */
  readonly fresh: ReadonlyMap<string, Fresh>;
  /** Writes down that the files of all messages up to a position are safe. */
  readonly write: (position: number) => Promise<void>;
  /** The files of these are safe, and it is written down. */
  readonly safe: (messages: readonly Fresh[]) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Makes files of messages safe that were put in their places without: when no message has come for a moment, or when
 * there are many. Until that is written down, the journal is where their bytes are safe.
 */
export class Checkpoints {
  /** Bytes that a start after a crash would have to make again. */
  #bytes = 0;
  #latest = 0;
  /** Directories with names that may not be safe. */
  readonly #dirty = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  /** One step at a time: what one has begun to make safe does not count for another before it is done. */
  #running: Promise<void> = Promise.resolve();
  #closed = false;
  /** Makes some thousand of the oldest files safe, up to the first that is not in its place. */
  readonly make = shared(() => this.#next(() => this.#make()));
  /** Makes all names safe that have changed: of files that came, and of those that went. */
  readonly syncNames = shared(() => this.#next(() => this.#syncNames([...this.#dirty])));

  constructor(private readonly options: CheckpointOptions) {}

  /** Bytes of messages whose files are not safe. */
  get bytes(): number {
    return this.#bytes;
  }

  #next(step: () => Promise<void>): Promise<void> {
    const turn = this.#running.then(step);
    this.#running = turn.catch(() => {});
    return turn;
  }

  arrived({ weight, since }: Fresh): void {
    this.#bytes += weight;
    this.#latest = since;
    this.#plan();
  }

  left({ weight }: Fresh): void {
    this.#bytes -= weight;
  }

  /** Names in a shard have changed; to be called behind the change, so that no sync that began before it counts. */
  changed(shard: string): void {
    this.#dirty.add(shard);
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    await this.#running;
  }

  #plan(): void {
    if (this.#timer || this.#closed || this.options.fresh.size === 0) return;
    this.#timer = setTimeout(() => void this.#tend(), QUIET_MS).unref();
  }

  async #tend(): Promise<void> {
    try {
      for (let before = -1; this.#isDue() && this.options.fresh.size !== before; ) {
        before = this.options.fresh.size;
        await this.make();
      }
    } catch (error) {
      this.options.failed(error);
    }
    this.#timer = null;
    this.#plan();
  }

  #isDue(): boolean {
    const [oldest] = this.options.fresh.values();
    if (!oldest || this.#closed) return false;
    const now = performance.now();
    return now - this.#latest >= QUIET_MS || now - oldest.since >= CHECKPOINT_MS || this.#bytes >= CHECKPOINT_BYTES;
  }

  async #make(): Promise<void> {
    const list: Fresh[] = [];
    for (const fresh of this.options.fresh.values()) {
      if (!fresh.placed || list.length >= SYNC_SLICE) break;
      list.push(fresh);
    }
    // From here on: what changes later is for the next turn.
    const dirty = [...this.#dirty];
    if (!(await this.#syncFiles(list))) return;
    await this.#syncNames(dirty);
    const last = list.at(-1);
    if (!last) return;
    await this.options.write(last.position);
    this.options.safe(list.filter(({ gone }) => !gone));
  }

  /** False when it was closed before all were done. */
  async #syncFiles(list: readonly Fresh[]): Promise<boolean> {
    let at = 0;
    const hand = async (): Promise<void> => {
      while (at < list.length && !this.#closed) {
        const { id, file, gone } = list[at++] as Fresh;
        // A large one was made safe in `tmp/`.
        if (!gone && !file) await this.#syncFile(this.options.layout.message(id));
      }
    };
    await Promise.all(Array.from({ length: SHELF_HANDS }, hand));
    return at >= list.length;
  }

  async #syncFile(path: string): Promise<void> {
    let file: DiskFile;
    try {
      file = await this.options.disk.open(path, 'change');
    } catch (error) {
      return ignoreMissing(error);
    }
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }

  async #syncNames(shards: readonly string[]): Promise<void> {
    for (const shard of shards) {
      this.#dirty.delete(shard);
      try {
        await this.options.disk.syncDirectory(this.options.layout.directory(shard));
      } catch (error) {
        this.#dirty.add(shard);
        throw error;
      }
    }
  }
}
