import { StoreUnavailable } from '../errors.js';
import type { Disk, DiskFile } from './disk.js';
import type { Layout } from './layout.js';
import { PROBE_BYTES } from './limits.js';
import { type RawLine, readLines } from './reader.js';

/**
 * The journal's file: grows at its end, by whole batches of lines that are safe when `commit` resolves. A batch that
 * fails is cut off again before anything else is written.
 */
export class Journal {
  /** The file may have more behind `size`, or its name may not be safe. */
  #torn = false;
  #nameAtRisk = false;
  #replacing = false;
  readonly #readers = new Map<DiskFile, number>();
  /** Called when nobody reads the present file any more. */
  #unread: (() => void) | null = null;

  private constructor(
    private readonly disk: Disk,
    private readonly layout: Pick<Layout, 'dir' | 'journal'>,
    private file: DiskFile,
    /** Bytes that are safe. */
    public size: number,
  ) {}

  static async open(disk: Disk, layout: Pick<Layout, 'dir' | 'journal'>): Promise<Journal> {
    const file = await disk.open(layout.journal, 'edit');
    return new Journal(disk, layout, file, await file.size());
  }

  /** Whether this is its file. */
  owns(file: DiskFile): boolean {
    return this.file === file;
  }

  /** Whether what is written here is what the next start reads. */
  async isInPlace(): Promise<boolean> {
    const { file } = this;
    const there = (await file.isAt?.(this.layout.journal)) ?? true;
    // Perhaps it is being replaced by ourselves.
    return there || this.#replacing || file !== this.file;
  }

  /** Something failed and has not been mended. */
  get broken(): boolean {
    return this.#torn || this.#nameAtRisk;
  }

  async commit(lines: Buffer): Promise<void> {
    await this.mend();
    this.#torn = true;
    if (this.file.writeSafely) {
      await this.file.writeSafely(lines, this.size);
    } else {
      await this.file.write(lines, this.size);
      await this.file.sync();
    }
    this.size += lines.length;
    this.#torn = false;
  }

  /** Cuts off what a failed write left, and makes the file's name safe. */
  async mend(): Promise<void> {
    if (this.#torn) {
      await this.file.truncate(this.size);
      await this.file.sync();
      this.#torn = false;
    }
    if (this.#nameAtRisk) {
      await this.disk.syncDirectory(this.layout.dir);
      this.#nameAtRisk = false;
    }
  }

  /** Resolves when the disk takes bytes again. Blank ones: if they stay, the next start knows that they mean nothing. */
  async probe(): Promise<void> {
    await this.mend();
    this.#torn = true;
    await this.file.write(Buffer.alloc(PROBE_BYTES, ' '), this.size);
    await this.file.sync();
    await this.mend();
  }

  /** Cuts the file to its first `size` bytes. */
  async cut(size: number): Promise<void> {
    this.size = size;
    this.#torn = true;
    await this.mend();
  }

  async syncName(): Promise<void> {
    this.#nameAtRisk = true;
    await this.mend();
  }

  readLines(start: number, end: number, take: (line: RawLine) => void, gently: boolean): Promise<void> {
    return readLines(this.file, { start, end }, take, gently);
  }

  async read(start: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    const { file } = this;
    this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    let done: number;
    try {
      done = await file.read(bytes, start);
    } finally {
      await this.#leave(file);
    }
    if (done < length) throw new StoreUnavailable(`The journal ends at ${start + done}, before ${start + length}.`);
    return bytes;
  }

  /** Puts a finished, synced file in the journal's place. Nothing may be committed meanwhile. */
  async replaceBy(path: string, file: DiskFile, size: number): Promise<void> {
    this.#replacing = true;
    try {
      await this.disk.rename(path, this.layout.journal);
    } finally {
      this.#replacing = false;
    }
    const before = this.file;
    this.file = file;
    this.size = size;
    this.#torn = false;
    this.#nameAtRisk = true;
    if (!this.#readers.has(before)) await before.close().catch(() => {});
    await this.mend();
  }

  /** The last reader of a file that has been replaced closes it. */
  async #leave(file: DiskFile): Promise<void> {
    const readers = (this.#readers.get(file) ?? 1) - 1;
    if (readers > 0) this.#readers.set(file, readers);
    else this.#readers.delete(file);
    if (readers > 0) return;
    if (file !== this.file) await file.close().catch(() => {});
    else this.#unread?.();
  }

  /** Waits for those who read. */
  async close(): Promise<void> {
    if (this.broken) await this.mend().catch(() => {});
    if (this.#readers.has(this.file)) await new Promise<void>((resolve) => (this.#unread = resolve));
    await this.file.close();
  }
}
