import type { Model } from './model.js';
import { nextExpiry } from './retention.js';

/** Longest wait: a clock that jumped (or a computer that slept) is noticed by then. */
const LONGEST = 60_000;

/** Calls `expire` when the oldest message is too old. Never keeps the process alive. */
export class ExpiryTimer {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly model: Model,
    private readonly maxAge: number,
    private readonly now: () => number,
    private readonly expire: () => Promise<void>,
  ) {}

  /** Sets the timer for the oldest message, unless it is set. */
  plan(): void {
    if (this.#timer || this.#stopped || this.maxAge === 0) return;
    const at = nextExpiry(this.model, this.maxAge);
    if (at === undefined) return;
    const delay = Math.min(Math.max(at - this.now(), 1), LONGEST);
    this.#timer = setTimeout(() => this.#fire(), delay).unref();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #fire(): Promise<void> {
    try {
      await this.expire();
    } catch {
      // A medium that fails now is asked again at the next turn.
    }
    this.#timer = undefined;
    this.plan();
  }
}
