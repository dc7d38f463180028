import { Queue } from '../../lib/queue.js';
import { StoreClosed } from '../errors.js';
import { inStoreWords } from '../failure.js';
import { Checkpoints } from './checkpoints.js';
import type { Source } from './commands.js';
import { type Disk, type DiskFile, ignoreMissing, isMissing } from './disk.js';
import { FreeSpace } from './free-space.js';
import type { Fresh, InJournal } from './fresh.js';
import { type Layout, shardOf } from './layout.js';
import { PLACE_BYTES, PLACE_MS, REST_MS, SHELF_HANDS, UNWRITTEN_BYTES } from './limits.js';

interface Job<T> {
  readonly number: number;
  readonly item: T;
}

interface Leaving {
  readonly id: string;
  readonly since: number;
}

export interface ShelfOptions {
  disk: Disk;
  layout: Layout;
  /** Writes down that the files of all messages up to a position are safe. */
  checkpoint: (position: number) => Promise<void>;
  /** Between two tries of a disk that failed, milliseconds. */
  retryMs: number;
  /** Files are made when no message has come for so long, milliseconds. */
  restMs?: number;
}

/**
 * The messages' files. A message that comes here is already safe, in the journal or in `tmp/`; its file is put in its
 * place behind the back of whoever sent it, and made safe when there is time. Readers get its bytes at any moment.
 */
export class Shelf {
  /** In order of arrival. */
  readonly #fresh = new Map<string, Fresh>();
  readonly #toPlace = new Queue<Job<Fresh>>();
  readonly #toRemove = new Queue<Job<Leaving>>();
  /** Numbers of what is to be placed or removed and not done, ascending. */
  readonly #jobs = new Set<number>();
  #nextJob = 0;
  #busy = 0;
  #unwritten = 0;
  #latest = 0;
  #timer: NodeJS.Timeout | null = null;
  /** Messages that are gone, and may still have a file. */
  readonly #leaving = new Set<string>();
  /** Messages whose bytes are nowhere but where an earlier process left them in the journal. */
  readonly #inJournal = new Set<Fresh>();
  readonly #shards = new Set<string>();
  /** Why files cannot be made at present; null when they can. */
  failure: Error | null = null;
  #waiting: (() => void)[] = [];
  #retry: NodeJS.Timeout | null = null;
  #closed = false;
  readonly #checkpoints: Checkpoints;
  readonly #space: FreeSpace;

  constructor(private readonly options: ShelfOptions) {
    this.#space = new FreeSpace(options.disk, options.layout.dir);
    this.#checkpoints = new Checkpoints({
      disk: options.disk,
      layout: options.layout,
      fresh: this.#fresh,
      write: options.checkpoint,
      safe: (messages) => {
        for (const fresh of messages) this.#forget(fresh);
      },
      failed: (error) => this.#fail(error),
    });
  }

  /**
   * Takes a message at the moment when it is seen.
   * @param again an earlier process has accepted it, and may have begun its file
   */
  keep(id: string, position: number, source: Source | InJournal, again = false): void {
    const file = 'file' in source ? source.file : null;
    const weight = ('inline' in source ? source.inline.length : 0) + 200;
    const bytes = 'inline' in source ? () => source.inline : 'read' in source ? source.read : null;
    const now = { since: performance.now(), begun: again, placed: false, gone: false };
    const fresh: Fresh = { id, position, bytes, file, weight, ...now };
    this.#fresh.set(id, fresh);
    if ('read' in source) this.#inJournal.add(fresh);
    this.#ask(this.#toPlace, fresh);
    this.#unwritten += weight;
    this.#latest = fresh.since;
    this.#work();
    this.#checkpoints.arrived(fresh);
  }

  /** Removes the file of a message that nobody sees any more. */
  free(id: string): void {
    const fresh = this.#fresh.get(id);
    if (fresh) {
      fresh.gone = true;
      this.#forget(fresh);
      if (fresh.begun) this.#leaving.add(id);
      // Whoever is placing it removes it then.
      if (!fresh.placed) return;
    }
    this.#leaving.add(id);
    this.#ask(this.#toRemove, { id, since: performance.now() });
    this.#work();
  }

  /** Resolves when there is room in memory for one more message. @throws what keeps files from being made */
  async room(): Promise<void> {
    while (this.#unwritten > UNWRITTEN_BYTES) await this.#turn();
  }

  /** The bytes of a message whose file is not there yet. */
  held(id: string): Buffer | Promise<Buffer> | undefined {
    return this.#fresh.get(id)?.bytes?.();
  }

  /** Where the file of a message is at this moment. */
  path(id: string): string {
    const { layout } = this.options;
    const fresh = this.#fresh.get(id);
    return fresh?.file && !fresh.placed ? layout.temporary(fresh.file) : layout.message(id);
  }

  /** Opens a message's file. @throws ENOENT */
  async open(id: string): Promise<DiskFile> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.options.disk.open(this.path(id), 'read');
      } catch (error) {
        // It may have moved to its place just now.
        if (tries > 0 || !isMissing(error)) throw error;
      }
    }
  }

  /**
   * Makes the files of all messages of this moment safe, removes those of messages that are gone, and writes that down.
   * What comes meanwhile is not waited for. @throws what keeps that from being done, StoreClosed too
   */
  async settle(): Promise<void> {
    const last = [...this.#fresh.values()].at(-1);
    const behind = this.#nextJob;
    for (;;) {
      const [oldest = behind] = this.#jobs;
      if (oldest >= behind) break;
      await this.#turn();
    }
    do {
      if (this.#closed) throw new StoreClosed();
      await this.#checkpoints.make();
    } while (last && !last.gone && this.#fresh.get(last.id) === last);
  }

  /** See `CompactionParts`. @throws what keeps that from being done */
  async detach(): Promise<void> {
    await this.#space.look();
    // Bytes that a new journal takes along would be twice on the disk.
    if (!this.#space.isAmple) return this.settle();
    const leaving = [...this.#leaving];
    const left = (): boolean => this.#inJournal.size === 0 && !leaving.some((id) => this.#leaving.has(id));
    while (!left()) await this.#turn();
    await this.#checkpoints.syncNames();
  }

  /** Bytes of messages whose files are not safe yet. */
  get unsafe(): number {
    return this.#checkpoints.bytes;
  }

  /** Resolves when nothing is to be placed or removed. @throws what keeps that from being done */
  async idle(): Promise<void> {
    while (this.#jobs.size > 0) await this.#turn();
  }

  /** Resolves when one more is done. */
  async #turn(): Promise<void> {
    if (this.failure) throw this.failure;
    if (this.#closed) throw new StoreClosed();
    const turn = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#work();
    await turn;
  }

  /** Begins nothing more, and resolves when all that was begun has ended. What is left is for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    while (this.#busy > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#wake();
    await this.#checkpoints.close();
  }

  /** Tries again at once what failed. */
  retry(): void {
    if (this.#retry) clearTimeout(this.#retry);
    this.#retry = null;
    this.failure = null;
    this.#work();
  }

  #forget(fresh: Fresh): void {
    this.#fresh.delete(fresh.id);
    this.#checkpoints.left(fresh);
    if (fresh.placed) return;
    this.#unwritten -= fresh.weight;
    this.#inJournal.delete(fresh);
    fresh.bytes = null;
  }

  #ask<T>(queue: Queue<Job<T>>, item: T): void {
    const number = this.#nextJob++;
    this.#jobs.add(number);
    queue.push({ number, item });
  }

  #work(): void {
    while (this.#busy < SHELF_HANDS && !this.failure && !this.#closed) {
      // Removing first: it makes room.
      if (this.#isDue(this.#toRemove)) this.#begin(this.#toRemove, ({ id }) => this.#remove(id));
      else if (this.#isDue(this.#toPlace)) this.#begin(this.#toPlace, (fresh) => this.#place(fresh));
      else break;
    }
  }

  /** Whether the next of them is to be done now; else plans to look again. */
  #isDue(queue: Queue<Job<Fresh | Leaving>>): boolean {
    const next = queue.peek()?.item;
    if (!next) return false;
    const now = performance.now();
    const { restMs = REST_MS } = this.options;
    const rested = now - this.#latest >= restMs || now - next.since >= PLACE_MS;
    const pressed = this.#waiting.length > 0 || this.#unwritten > PLACE_BYTES || !this.#space.isAmple;
    if (rested || pressed) return true;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#work();
    }, restMs).unref();
    return false;
  }

  #begin<T>(queue: Queue<Job<T>>, task: (item: T) => Promise<void>): void {
    const job = queue.shift() as Job<T>;
    this.#busy++;
    task(job.item)
      .then(
        () => this.#jobs.delete(job.number),
        (error: unknown) => {
          queue.unshift(job);
          this.#fail(error);
        },
      )
      .finally(() => {
        this.#busy--;
        this.#wake();
        this.#work();
      });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #fail(error: unknown): void {
    this.failure = inStoreWords(error);
    if (this.#closed) return;
    this.#retry ??= setTimeout(() => this.retry(), this.options.retryMs).unref();
  }

  async #place(fresh: Fresh): Promise<void> {
    const { disk, layout } = this.options;
    const { id, bytes, file } = fresh;
    if (fresh.gone) {
      if (file) await disk.remove(layout.temporary(file)).catch(ignoreMissing);
      if (fresh.begun) await this.#remove(id);
      return;
    }
    fresh.begun = true;
    await this.#shard(id);
    try {
      if (bytes) await this.#write(layout.message(id), await bytes());
      // One that is not in `tmp/` has been moved by a try that failed behind that.
      else if (file) await disk.rename(layout.temporary(file), layout.message(id)).catch(ignoreMissing);
    } catch (error) {
      if (isMissing(error)) this.#shards.delete(shardOf(id));
      throw error;
    }
    this.#checkpoints.changed(shardOf(id));
    if (fresh.gone) {
      await this.#remove(id);
    } else {
      fresh.placed = true;
      fresh.bytes = null;
      this.#inJournal.delete(fresh);
      this.#unwritten -= fresh.weight;
    }
  }

  async #write(path: string, bytes: Buffer): Promise<void> {
    const file = await this.options.disk.open(path, 'replace');
    try {
      if (bytes.length > 0) await file.write(bytes, 0);
    } finally {
      await file.close();
    }
  }

  async #shard(id: string): Promise<void> {
    const shard = shardOf(id);
    if (this.#shards.has(shard)) return;
    const { disk, layout } = this.options;
    // Not those above it, where the whole folder has gone: to make it anew would hide that.
    await disk.makeDirectory(layout.directory(shard), 'alone');
    // At once: a file must not move out of `tmp/` into a directory that may yet be lost.
    await disk.syncDirectory(layout.messages);
    this.#shards.add(shard);
  }

  async #remove(id: string): Promise<void> {
    const { disk, layout } = this.options;
    await disk.remove(layout.message(id)).catch(ignoreMissing);
    this.#checkpoints.changed(shardOf(id));
    this.#leaving.delete(id);
  }
}
