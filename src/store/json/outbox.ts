import type { Logger } from '../../lib/logger.js';
import { StoreClosed } from '../errors.js';
import { inStoreWords } from '../failure.js';
import { SCAN_SLICE_MS } from '../limits.js';
import { MemoryOutbox } from '../memory/outbox.js';
import type { OutboxOp } from '../model/outbox-ops.js';
import { pause } from '../model/search.js';
import type { Disk } from './disk.js';
import { ignoreMissing } from './disk.js';
import { Journal } from './journal.js';
import { Layout } from './layout.js';
import { COMPACT_BYTES } from './limits.js';
import { parseBody, seal, sealObject, unseal } from './line.js';
import { realDisk } from './real-disk.js';

export interface JsonOutboxOptions {
  /** The data folder, which the JSON store has open: its lock is ours too. */
  readonly dir: string;
  readonly logger?: Pick<Logger, 'warn'>;
  readonly disk?: Disk;
  /** Bytes of a journal that is never compacted; default as the store's. */
  readonly compactAbove?: number;
}

interface Waiting {
  readonly ops: readonly OutboxOp[];
  /** JSON of each. */
  readonly texts: readonly string[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const HEAD = { is: 'outbox', format: 1 } as const;
const STEP = 256 * 1024;
/** One line for all that is written with one sync: a power cut leaves all of it or nothing. */
const lineOf = (texts: readonly string[]): Buffer => seal(`{"ops":[${texts.join(',')}]`);

/**
 * An outbox in `outbox.ndjson` of the data folder: each change is safe before it counts. What waits at one time
 * is one line with one sync. Claims are in memory only, since a process that is gone works at nothing.
 */
export class JsonOutbox extends MemoryOutbox {
  readonly #layout: Layout;
  readonly #disk: Disk;
  #journal: Journal | null = null;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  /** Bytes that a journal of what is true now would have, about. */
  #fresh = 0;

  constructor(private readonly options: JsonOutboxOptions) {
    super();
    this.#layout = new Layout(options.dir);
    this.#disk = options.disk ?? realDisk;
  }

  override async open(): Promise<void> {
    const { dir, outbox: journal, newOutbox } = this.#layout;
    try {
      await this.#disk.remove(newOutbox).catch(ignoreMissing);
      this.#journal = await Journal.open(this.#disk, { dir, journal });
      const damaged = await this.#replay(this.#journal);
      if (this.#journal.size === 0) await this.#journal.commit(sealObject(HEAD));
      await this.#journal.syncName();
      const now = Date.now();
      const ops = damaged ? this.model.planDoubt(now) : this.model.planOrphans(now);
      if (damaged) {
        this.options.logger?.warn(
          { file: journal, items: ops.length },
          'the queue was damaged on the disk; what waited in it is not sent by itself any more: look at it in the page',
        );
      }
      await this.keep(ops);
      if (damaged) await this.#compact(this.#journal);
    } catch (error) {
      throw inStoreWords(error);
    }
  }

  override async close(): Promise<void> {
    await super.close();
    while (this.#writing) await this.#writing;
    await this.#journal?.close();
    this.#journal = null;
  }

  protected override keep(ops: readonly OutboxOp[]): Promise<void> {
    if (ops.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ops, texts: ops.map((op) => JSON.stringify(op)), resolve, reject });
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
    });
  }

  async #write(): Promise<void> {
    // What comes in the same turn of the event loop shares the sync.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const journal = this.#journal;
      try {
        if (!journal) throw new StoreClosed();
        await journal.commit(lineOf(batch.flatMap(({ texts }) => texts)));
      } catch (error) {
        for (const { reject } of batch) reject(inStoreWords(error));
        continue;
      }
      for (const { ops, resolve } of batch) {
        for (const op of ops) this.model.apply(op);
        resolve();
      }
      const above = this.options.compactAbove ?? COMPACT_BYTES;
      if (journal.size > above && journal.size > 2 * this.#fresh) await this.#compact(journal);
    }
  }

  /** Whether something in the middle was no good. What is unfinished at the end was promised to nobody. */
  async #replay(journal: Journal): Promise<boolean> {
    let damaged = false;
    let headless = journal.size > 0;
    let tail: number | null = null;
    await journal.readLines(
      0,
      journal.size,
      ({ bytes, start, whole }) => {
        const body = whole ? unseal(bytes) : undefined;
        if (!body) {
          tail ??= start;
          return;
        }
        if (tail !== null) damaged = true;
        tail = null;
        const line = parseBody(body) as { ops?: readonly OutboxOp[] };
        if (!line.ops) headless = false;
        for (const op of line.ops ?? []) this.model.apply(op);
      },
      false,
    );
    if (tail !== null) await journal.cut(tail);
    return damaged || (headless && journal.size > 0);
  }

  /** Writes what is true now in the place of how it came to be; nobody else writes meanwhile. */
  async #compact(journal: Journal): Promise<void> {
    const { newOutbox } = this.#layout;
    const file = await this.#disk.open(newOutbox, 'replace');
    try {
      let size = 0;
      let lines: Buffer[] = [sealObject(HEAD)];
      let gathered = 0;
      let since = performance.now();
      const flush = async () => {
        const bytes = Buffer.concat(lines);
        lines = [];
        gathered = 0;
        await file.write(bytes, size);
        size += bytes.length;
      };
      for (const op of this.model.snapshot()) {
        const line = lineOf([JSON.stringify(op)]);
        lines.push(line);
        gathered += line.length;
        if (gathered >= STEP) await flush();
        if (performance.now() - since > SCAN_SLICE_MS) {
          await pause();
          since = performance.now();
        }
      }
      await flush();
      await file.sync();
      await journal.replaceBy(newOutbox, file, size);
      this.#fresh = size;
    } catch (error) {
      // The old one is whole; it is tried again when it has doubled.
      this.#fresh = journal.size;
      if (!journal.owns(file)) {
        await file.close().catch(() => {});
        await this.#disk.remove(newOutbox).catch(() => {});
      }
      this.options.logger?.warn({ error: String(error) }, 'the queue could not be compacted; that is tried again');
    }
  }
}

export const createJsonOutbox = (options: JsonOutboxOptions): JsonOutbox => new JsonOutbox(options);
