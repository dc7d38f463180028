import { randomBytes } from 'node:crypto';
import { DraftUsed, StoreClosed } from '../errors.js';
import type { Draft } from '../types.js';
import type { Source } from './commands.js';
import type { Disk, DiskFile } from './disk.js';
import type { Layout } from './layout.js';
import { INLINE_BYTES, WRITE_BYTES } from './limits.js';
import { crc32 } from './line.js';

/** The bytes of an arriving message: in memory while it is small, then in a file of `tmp/`. */
export class JsonDraft implements Draft {
  size = 0;
  #sum = 0;
  #pieces: Buffer[] = [];
  #gathered = 0;
  #file: { name: string; handle: DiskFile | null; size: number } | null = null;
  /** Writes run one after the other; a failed one fails all that follow. */
  #writing: Promise<void> = Promise.resolve();
  #finishing: Promise<unknown> = Promise.resolve();
  #done = false;
  #closed = false;

  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
    /** Makes the names in `tmp/` safe. */
    private readonly syncNames: () => Promise<void>,
    private readonly listener: {
      /** The draft holds nothing any more. */
      readonly ended: () => void;
      /** The disk failed. Gives the error in the store's words. */
      readonly failed: (error: unknown) => Error;
    },
  ) {}

  write(chunk: Buffer): Promise<void> | undefined {
    if (this.#done) throw this.#closed ? new StoreClosed() : new DraftUsed();
    this.size += chunk.length;
    this.#sum = crc32(chunk, this.#sum);
    this.#pieces.push(Buffer.from(chunk));
    this.#gathered += chunk.length;
    if (this.size <= INLINE_BYTES || this.#gathered < WRITE_BYTES) return undefined;
    return this.#flush();
  }

  /** Ends the draft: from here on it is its caller's alone, who keeps or drops it. @throws DraftUsed */
  claim(): void {
    if (this.#done) throw new DraftUsed();
    this.#done = true;
  }

  /** Makes the bytes of a claimed draft safe in a file, or gives them, when they may travel in the journal. */
  finish(inline = this.size <= INLINE_BYTES): Promise<Source> {
    const source = this.#finish(inline);
    this.#finishing = source.catch(() => {});
    return source;
  }

  async #finish(inline: boolean): Promise<Source> {
    if (!this.#file && inline) {
      const bytes = this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
      this.#pieces = [];
      return { inline: bytes, sum: this.#sum };
    }
    await this.#flush();
    const file = this.#file as { name: string; handle: DiskFile | null } | null;
    const handle = file?.handle;
    if (!file || !handle) throw new DraftUsed();
    try {
      await handle.sync();
      file.handle = null;
      await handle.close();
      await this.syncNames();
    } catch (error) {
      throw this.listener.failed(error);
    }
    return { file: file.name, sum: this.#sum };
  }

  /** Forgets the bytes; what cannot be removed now goes at the next start. */
  async discard(): Promise<void> {
    if (this.#done) return;
    await this.drop();
  }

  /** The store closes. One that is being finished is its caller's: it is waited for, so that its file is closed. */
  async close(): Promise<void> {
    this.#closed = !this.#done;
    await this.discard();
    await this.#finishing;
  }

  /** The store has what `finish` gave. */
  kept(): void {
    this.#file = null;
    this.listener.ended();
  }

  /** Like `discard`, also behind `claim`. */
  async drop(): Promise<void> {
    this.#done = true;
    this.#pieces = [];
    await this.#writing.catch(() => {});
    const file = this.#file;
    this.#file = null;
    this.listener.ended();
    if (!file) return;
    await file.handle?.close().catch(() => {});
    await this.disk.remove(this.layout.temporary(file.name)).catch(() => {});
  }

  #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#gathered = 0;
    const turn = this.#writing.then(() => this.#write(bytes));
    // Whoever does not wait for this write learns of its failure at the next one, or at the end.
    turn.catch(() => {});
    this.#writing = turn;
    return turn;
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      if (!this.#file) {
        const name = `${randomBytes(9).toString('hex')}.part`;
        this.#file = { name, handle: await this.disk.open(this.layout.temporary(name), 'new'), size: 0 };
      }
      await this.#file.handle?.write(bytes, this.#file.size);
      this.#file.size += bytes.length;
    } catch (error) {
      throw this.listener.failed(error);
    }
  }
}
