import { Lru } from '../../lib/lru.js';
import { LeaseLost, StoreClosed } from '../../store/errors.js';
import type { OutboxItem } from '../../store/outbox.js';
import { backoff } from './backoff.js';
import { runJob } from './job.js';
import { LEASE_MS, LONGEST_PAUSE_MS, REMEMBERED_FAILURES, RENEW_MS, REST_MS } from './limits.js';
import type { QueueParts } from './parts.js';

/**
 * Works at the queue: as many items at one time as the settings say, each destination up to its bound. A destination
 * that cannot be reached rests, so that ten thousand items for it cost no ten thousand attempts.
 */
export class Runner {
  readonly #active = new Map<string, { item: OutboxItem; work: Promise<void> }>();
  readonly #failures = new Lru<string, number>(REMEMBERED_FAILURES);
  readonly #resting = new Map<string, number>();
  /** Nothing more is begun. */
  readonly #abort = new AbortController();
  /** What is under way is cut off. */
  readonly #cut = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #renewing: NodeJS.Timeout | undefined;
  #pumping = false;
  #again = false;
  #running = false;

  constructor(private readonly parts: QueueParts) {}

  /** Items that are worked at. */
  get active(): number {
    return this.#active.size;
  }

  /** Destinations that could not be reached and rest, with the time until which they do. */
  get resting(): { destination: string; until: number }[] {
    const now = Date.now();
    for (const [destination, until] of this.#resting) if (until <= now) this.#resting.delete(destination);
    return [...this.#resting].map(([destination, until]) => ({ destination, until }));
  }

  /** Lets a destination be tried now although it could not be reached. */
  async unrest(destination: string): Promise<void> {
    this.#resting.delete(destination);
    await this.parts.outbox.postpone(destination, 0);
    this.wake();
  }

  start(): void {
    this.#running = true;
    this.parts.outbox.onWork(() => this.wake());
    this.#renewing = setInterval(() => void this.#renew(), RENEW_MS).unref();
    this.wake();
  }

  /** Begins nothing more, and waits for what is under way, so long. What is cut off then may be `uncertain`. */
  async stop(timeoutMs: number): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    clearInterval(this.#renewing);
    this.#abort.abort();
    const over = Promise.all([...this.#active.values()].map(({ work }) => work));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([over, late]);
    clearTimeout(timer);
    this.#cut.abort();
    this.parts.pool.abort();
  }

  /** Looks whether there is something to do; after a change of settings too. */
  wake(): void {
    if (!this.#running) return;
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    // Those who called this go first: capture never waits for the queue.
    setImmediate(() => {
      void this.#pump().finally(() => {
        this.#pumping = false;
        if (!this.#again) return;
        this.#again = false;
        this.wake();
      });
    });
  }

  async #pump(): Promise<void> {
    const { outbox, settings, logger } = this.parts;
    const { enabled, queue } = settings();
    if (!enabled || !this.#running) return;
    const limit = queue.connections - this.#active.size;
    if (limit <= 0) return;
    try {
      const options = { limit, perDestination: queue.perDestination, leaseMs: LEASE_MS, now: Date.now() };
      for (const item of await outbox.claim(options)) this.#begin(item);
      const due = await outbox.nextDue();
      if (due !== null && this.#active.size < queue.connections) this.#sleep(due - Date.now());
    } catch (error) {
      if (error instanceof StoreClosed) return;
      logger.warn({ error: String(error) }, 'the queue could not be read; that is tried again');
      this.#sleep(REST_MS);
    }
  }

  #sleep(ms: number): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    // 2^31 ms are as long as a timer can be; something will have happened by then.
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(ms, 1), 2 ** 30)).unref();
  }

  #begin(item: OutboxItem): void {
    const work = this.#work(item).finally(() => {
      this.#active.delete(item.id);
      this.wake();
    });
    this.#active.set(item.id, { item, work });
  }

  async #work(item: OutboxItem): Promise<void> {
    const { outbox, logger, settings } = this.parts;
    const { destination } = item;
    try {
      const { unreachable } = await runJob(item, this.parts, { ended: this.#abort.signal, cut: this.#cut.signal });
      if (!unreachable) {
        this.#failures.delete(destination);
        return;
      }
      const failures = (this.#failures.get(destination) ?? 0) + 1;
      this.#failures.set(destination, failures);
      const until = Date.now() + Math.min(LONGEST_PAUSE_MS, backoff(failures, settings().queue));
      this.#resting.set(destination, until);
      await outbox.postpone(destination, until);
    } catch (error) {
      if (error instanceof StoreClosed) return;
      const lost = error instanceof LeaseLost;
      logger.warn({ error: String(error), item: item.id }, 'what became of a message that was sent could not be kept');
      // Nobody knows whether it arrived: the lease runs out, and then a person decides.
      if (!lost) await new Promise((resolve) => setTimeout(resolve, REST_MS).unref());
    }
  }

  async #renew(): Promise<void> {
    const leases = [...this.#active.values()].flatMap(({ item }) => item.lease ?? []);
    await this.parts.outbox.renew(leases, Date.now() + LEASE_MS).catch(() => {});
  }
}
