import { parseDetail } from './detail.js';
import { fallbackDetail } from './detail-parts.js';
import { DetailRunner } from './detail-runner.js';
import type { Detail } from './detail-types.js';
import { DETAIL_CACHE, DETAIL_TIME, MAIN_THREAD_BYTES, MAIN_THREAD_PARTS, WORKER_IDLE } from './insight-limits.js';
import type { Structure } from './types.js';

export interface DetailServiceOptions {
  /** Bytes above which a message goes to the worker; default MAIN_THREAD_BYTES. */
  readonly workerAbove?: number;
  /** Milliseconds for one message in the worker; default DETAIL_TIME. */
  readonly timeout?: number;
  /** Bytes of details kept; default DETAIL_CACHE, 0 keeps none. */
  readonly cacheBytes?: number;
  /** Milliseconds until an unused worker ends; default WORKER_IDLE. */
  readonly idle?: number;
}

/**
 * Makes details on demand and keeps the latest ones looked at. Small messages are parsed at once; big ones and those
 * of many parts in a worker, within a time limit. Several callers of one message share the work.
 */
export class DetailService {
  readonly #workerAbove: number;
  readonly #cacheBytes: number;
  readonly #runner: DetailRunner;
  /** Least recently used first. */
  readonly #cache = new Map<string, Detail>();
  readonly #running = new Map<string, Promise<Detail>>();
  #cached = 0;

  constructor(options: DetailServiceOptions = {}) {
    this.#workerAbove = options.workerAbove ?? MAIN_THREAD_BYTES;
    this.#cacheBytes = options.cacheBytes ?? DETAIL_CACHE;
    this.#runner = new DetailRunner(options.timeout ?? DETAIL_TIME, options.idle ?? WORKER_IDLE);
  }

  /** Bytes of the details kept now. */
  get cachedBytes(): number {
    return this.#cached;
  }

  /**
   * The detail of a message. Rejects only when `read` does (the message is gone); whatever is wrong with the message
   * itself gives a detail with `incomplete`.
   * @param id what the cache knows the message by
   * @param size bytes of the raw message
   * @param read gives the raw bytes; called only when they are needed
   */
  async detail(id: string, size: number, structure: Structure, read: () => AsyncIterable<Buffer>): Promise<Detail> {
    const cached = this.#cache.get(id);
    if (cached !== undefined) {
      this.#cache.delete(id);
      this.#cache.set(id, cached);
      return cached;
    }
    const running = this.#running.get(id);
    if (running !== undefined) return running;
    const work = this.#make(size, structure, read);
    this.#running.set(id, work);
    try {
      const detail = await work;
      this.#keep(id, detail);
      return detail;
    } finally {
      this.#running.delete(id);
    }
  }

  /** Forgets everything and ends the worker; details under way end with `incomplete`. */
  async close(): Promise<void> {
    this.#cache.clear();
    this.#cached = 0;
    await this.#runner.close();
  }

  async #make(size: number, structure: Structure, read: () => AsyncIterable<Buffer>): Promise<Detail> {
    const small = size <= this.#workerAbove && structure.parts <= MAIN_THREAD_PARTS;
    const memory = small ? new ArrayBuffer(size) : new SharedArrayBuffer(size);
    const raw = await gather(Buffer.from(memory), read());
    if (memory instanceof ArrayBuffer) return parseDetail(raw, structure);
    try {
      return await this.#runner.run({ raw: memory });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fallbackDetail(
        raw,
        structure,
        `The message could not be read in full; text and HTML are those of its first parts. ${why}`,
      );
    }
  }

  #keep(id: string, detail: Detail): void {
    if (detail.bytes > this.#cacheBytes / 2) return;
    this.#cache.set(id, detail);
    this.#cached += detail.bytes;
    for (const [oldest, { bytes }] of this.#cache) {
      if (this.#cached <= this.#cacheBytes) break;
      this.#cache.delete(oldest);
      this.#cached -= bytes;
    }
  }
}

/** Fills the memory with what comes; the one copy there is, in pieces, so that the event loop never waits for it. */
async function gather(memory: Buffer, chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  let at = 0;
  for await (const chunk of chunks) at += chunk.copy(memory, at);
  return memory;
}
