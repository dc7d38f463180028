import { FRESH_BYTES, FRESH_MESSAGES } from '../limits.js';
import type { MessageRecord } from './records.js';

/**
 * Messages that are not described yet, oldest first. In a storm of mail they wait until somebody asks for them or there is
 * time; so many at most that they are no burden.
 */
export class Fresh {
  readonly #messages = new Set<MessageRecord>();
  #bytes = 0;

  add(message: MessageRecord): void {
    this.#messages.add(message);
    this.#bytes += message.size;
  }

  /** The message is described, or gone. */
  delete(message: MessageRecord): void {
    if (this.#messages.delete(message)) this.#bytes -= message.size;
  }

  get size(): number {
    return this.#messages.size;
  }

  /** Describes the oldest where too many wait. */
  bound(): void {
    while (this.#messages.size > FRESH_MESSAGES || this.#bytes > FRESH_BYTES) {
      const [oldest] = this.#messages;
      if (!oldest) return;
      oldest.settle();
    }
  }

  [Symbol.iterator](): Iterator<MessageRecord> {
    return this.#messages.values();
  }
}
