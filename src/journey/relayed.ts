import type { RelayEvent } from '../relay/events.js';
import { RELAYED_MESSAGES, STEPS_PER_MESSAGE } from './limits.js';
import { relayStep } from './steps/relay.js';
import type { Step } from './steps/step.js';

/** What became of messages that were sent on. Bounded by messages and by steps of one; the first and the latest stay. */
export class Relayed {
  /** In order of the latest step. */
  readonly #steps = new Map<string, Step[]>();
  /** Attempts under way, by the item of the queue. */
  readonly #started = new Map<string, Extract<RelayEvent, { type: 'attempt-started' }>>();

  /** The step that an event makes, if it makes one. */
  take(event: RelayEvent): Step | null {
    const started = this.#started.get(event.itemId);
    if (event.type === 'attempt-started') this.#started.set(event.itemId, event);
    else if (event.type === 'attempt-ended') this.#started.delete(event.itemId);
    const made = relayStep(event, started);
    if (made) this.add(event.messageId, made);
    return made;
  }

  add(messageId: string, step: Step): void {
    const steps = this.#steps.get(messageId) ?? [];
    this.#steps.delete(messageId);
    this.#steps.set(messageId, steps);
    steps.push(step);
    if (steps.length > STEPS_PER_MESSAGE) steps.splice(STEPS_PER_MESSAGE / 4, 1);
    if (this.#steps.size <= RELAYED_MESSAGES) return;
    for (const oldest of this.#steps.keys()) {
      this.#steps.delete(oldest);
      return;
    }
  }

  /** In the order in which it happened. */
  of(messageId: string): readonly Step[] {
    return this.#steps.get(messageId) ?? [];
  }

  *all(): Iterable<readonly [string, readonly Step[]]> {
    yield* this.#steps;
  }
}
