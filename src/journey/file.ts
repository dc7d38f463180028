import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Logger } from '../lib/logger.js';
import { Slice } from '../lib/slice.js';
import { FILE_BYTES, FLUSH_AFTER, LINES_PER_FLUSH } from './limits.js';
import { headLine, isHeadOf, linesFor, linesOfAll, restoreLine } from './lines.js';
import type { Entry, JourneyLog } from './log.js';

/** Bytes of one write of a file that is written anew. */
const WRITE_BYTES = 256 * 1024;

/**
 * `journey.ndjson` in a data folder: what should outlive the process, written down a moment after it happened and
 * without waiting for the disk. Nothing waits for it and nothing depends on it; when it cannot be written, that is said
 * once and what happened is known until the end of the process.
 */
export class JourneyFile {
  readonly #path: string;
  #pending: Entry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #handle: FileHandle | undefined;
  #size = 0;
  /** Size when it was last written anew. */
  #fresh = 0;
  #failed = false;

  constructor(
    folder: string,
    private readonly epoch: string,
    private readonly log: JourneyLog,
    private readonly logger: Logger,
    private readonly bytes = FILE_BYTES,
  ) {
    this.#path = join(folder, 'journey.ndjson');
  }

  /** Puts what the file says into the log, and opens it to go on. Never rejects. */
  async load(): Promise<void> {
    await this.#attempt(async () => {
      const known = await this.#read();
      if (known) {
        this.#handle = await open(this.#path, 'a', 0o600);
        this.#size = (await this.#handle.stat()).size;
        this.#fresh = 0;
        if (this.#size > this.bytes) await this.#renew();
      } else await this.#renew();
    });
  }

  /** Writes it down soon. */
  push(entry: Entry): void {
    this.#pending.push(entry);
    // More than that would not be written anyway; the newest count.
    if (this.#pending.length > 2 * LINES_PER_FLUSH) this.#pending = this.#pending.slice(-LINES_PER_FLUSH);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER).unref();
  }

  /** Writes down what waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn = this.#turn.then(() => this.#attempt(() => this.#write()));
    return this.#turn;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle?.close().catch(() => {});
    this.#handle = undefined;
  }

  async #write(): Promise<void> {
    const entries = this.#pending.slice(-LINES_PER_FLUSH);
    this.#pending = [];
    if (!this.#handle || entries.length === 0) return;
    const bytes = Buffer.from(linesFor(entries).join(''));
    await this.#handle.appendFile(bytes);
    this.#size += bytes.length;
    // When what is known is large by itself, twice as large must do.
    if (this.#size > Math.max(this.bytes, 2 * this.#fresh)) await this.#renew();
  }

  /** True when there was a file of this store. */
  async #read(): Promise<boolean> {
    const stream = createReadStream(this.#path, 'utf8');
    const slice = new Slice();
    let first = true;
    try {
      for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
        if (first && !isHeadOf(line, this.epoch)) return false;
        if (!first) restoreLine(this.log, line);
        first = false;
        await slice.turn();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    } finally {
      stream.destroy();
    }
    return !first;
  }

  /** Writes it anew, with what is still known. */
  async #renew(): Promise<void> {
    const fresh = `${this.#path}.new`;
    const handle = await open(fresh, 'w', 0o600);
    let size = 0;
    try {
      let chunk = headLine(this.epoch);
      const write = async () => {
        const bytes = Buffer.from(chunk);
        chunk = '';
        size += bytes.length;
        await handle.appendFile(bytes);
      };
      for (const line of linesOfAll(this.log)) {
        chunk += line;
        if (chunk.length >= WRITE_BYTES) await write();
      }
      await write();
      await rename(fresh, this.#path);
    } catch (error) {
      await handle.close().catch(() => {});
      await rm(fresh, { force: true }).catch(() => {});
      throw error;
    }
    await this.#handle?.close().catch(() => {});
    this.#handle = handle;
    this.#size = size;
    this.#fresh = size;
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
      this.#failed = false;
    } catch (error) {
      if (!this.#failed) this.logger.warn({ err: error }, `journeys cannot be written to ${this.#path}`);
      this.#failed = true;
    }
  }
}
