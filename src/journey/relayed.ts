import type { RelayEvent } from '../relay/events.js';
import { RELAYED_CHARACTERS, RELAYED_MESSAGES, STEPS_PER_MESSAGE } from './limits.js';
import { RecentMap } from './recent-map.js';
import { relayStep } from './steps/relay.js';
import type { Step } from './steps/step.js';

/** What became of messages that were sent on. Bounded by messages, characters, and steps of one: its first and latest stay. */
export class Relayed {
  /** In order of the latest step. */
  readonly #steps = new RecentMap<Step[]>(RELAYED_MESSAGES, RELAYED_CHARACTERS);
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
    steps.push(step);
    if (steps.length > STEPS_PER_MESSAGE) steps.splice(STEPS_PER_MESSAGE / 4, 1);
    const weight = steps.reduce((sum, each) => sum + weightOf(each), 0);
    this.#steps.set(messageId, steps, weight);
  }

  /** In the order in which it happened. */
  of(messageId: string): readonly Step[] {
    return this.#steps.get(messageId) ?? [];
  }

  all(): Iterable<readonly [string, readonly Step[]]> {
    return this.#steps;
  }
}

const weightOf = ({ title, text, lines, facts }: Step): number =>
  lines.reduce((sum, { line }) => sum + line.length, 0) +
  facts.reduce((sum, { value }) => sum + value.length, title.length + (text?.length ?? 0));
