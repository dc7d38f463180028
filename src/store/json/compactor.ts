import type { Logger } from '../../lib/logger.js';
import { type CompactionParts, compact } from './compact.js';
import { snapshotSize } from './snapshot.js';

/** Bytes in base64 for one byte. */
const BASE64 = 4 / 3;

export interface CompactorOptions extends Omit<CompactionParts, 'check'> {
  readonly logger: Logger;
  /** Smaller journals are never compacted, bytes. */
  readonly above: number;
  /** Bytes of messages whose files are not safe yet: a new journal has them again. */
  readonly unsafe: () => number;
  /** How long a compaction that failed is not tried again, milliseconds. */
  readonly restMs: number;
  /** Throws when the store is being closed. */
  readonly check: () => void;
}

/** Decides when the journal is rewritten, once at a time. */
export class Compactor {
  /** Resolves when the present one has ended, well or not. */
  #running: Promise<void> | null = null;
  #notBefore = 0;
  /** A damaged journal is being written anew: whoever closes the store waits for that. */
  #mending = false;

  constructor(private readonly options: CompactorOptions) {}

  get running(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Rewrites the journal when over half of it is of no use any more. */
  look(): void {
    const { journal, model, above, unsafe } = this.options;
    if (journal.size > above && journal.size > 2 * (snapshotSize(model) + BASE64 * unsafe())) this.begin();
  }

  /** Rewrites the journal, unless that goes on already or has just failed. */
  begin(mending = false): void {
    if (this.#running || performance.now() < this.#notBefore) return;
    this.#mending = mending;
    this.#running = this.#compact().finally(() => {
      this.#running = null;
    });
  }

  /** Rewrites the journal now. */
  async now(): Promise<void> {
    await this.#running;
    this.#notBefore = 0;
    this.begin();
    await this.#running;
  }

  async #compact(): Promise<void> {
    const { journal, logger, restMs } = this.options;
    const from = journal.size;
    const since = performance.now();
    try {
      await compact({ ...this.options, check: () => this.#mending || this.options.check() });
      logger.debug(
        { from, to: journal.size, ms: Math.round(performance.now() - since) },
        'the journal has been compacted',
      );
    } catch (error) {
      if (this.#isClosed()) return;
      this.#notBefore = performance.now() + restMs;
      logger.warn({ error: String(error) }, 'the journal could not be compacted; that is tried again');
    }
  }

  #isClosed(): boolean {
    try {
      this.options.check();
      return false;
    } catch {
      return true;
    }
  }
}
