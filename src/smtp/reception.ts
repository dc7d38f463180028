import { Receiver } from '../store/receive.js';
import type { Store } from '../store/store.js';
import type { Message } from '../store/types.js';
import { kept, type Reply, replyToFailure, tooBig } from './replies.js';

type Facts = Parameters<Receiver['commit']>[0];

/** How a message ended: the reply to it, and the message when it was kept, or what went wrong. */
export interface Outcome {
  readonly reply: Reply;
  readonly message?: Message;
  readonly error?: unknown;
}

/**
 * The bytes of one DATA on their way to the store. When they are too many, or the store fails, what was kept is
 * dropped at once and the rest goes nowhere: the client is heard out (RFC 5321 §4.2.5) and then told.
 */
export class Reception {
  #receiver: Receiver | null;
  #refused: Outcome | null = null;
  #size = 0;

  /** `limit` in bytes; 0 for none. */
  constructor(
    store: Store,
    private readonly limit: number,
  ) {
    this.#receiver = new Receiver(store);
  }

  /** Bytes that came, kept or not. */
  get size(): number {
    return this.#size;
  }

  /** Returns a promise when the client must wait; it never rejects. */
  write(content: Buffer): Promise<void> | undefined {
    this.#size += content.length;
    if (!this.#receiver) return undefined;
    if (this.limit > 0 && this.#size > this.limit) return this.#refuse({ reply: tooBig(this.limit) });
    try {
      return this.#receiver.write(content)?.catch((error: unknown) => this.#fail(error));
    } catch (error) {
      return this.#fail(error);
    }
  }

  /** Keeps the message. `facts` is asked only when there is something to keep. Never rejects. */
  async finish(facts: () => Facts): Promise<Outcome> {
    if (this.#refused || !this.#receiver) return this.#refused ?? { reply: replyToFailure(undefined) };
    try {
      const message = await this.#receiver.commit(facts());
      return { reply: kept(message.id), message };
    } catch (error) {
      await this.#fail(error);
      return this.#refused ?? { reply: replyToFailure(error), error };
    }
  }

  /** Forgets everything; more bytes go nowhere. Never rejects. */
  async discard(): Promise<void> {
    const receiver = this.#receiver;
    this.#receiver = null;
    // A failing medium may fail here too; there is nobody to tell and nothing more to do.
    await receiver?.discard().catch(() => {});
  }

  #fail(error: unknown): Promise<void> {
    return this.#refuse({ reply: replyToFailure(error), error });
  }

  #refuse(outcome: Outcome): Promise<void> {
    this.#refused ??= outcome;
    return this.discard();
  }
}
