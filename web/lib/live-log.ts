import type { LiveEvent } from './types.js';

/** Events remembered; more than a burst can bring while one page of a list is on its way. */
const SIZE = 20_000;

let events: LiveEvent[] = [];
let dropped = 0;

/** The latest live events, so that an answer that was on its way meanwhile can be brought up to date. */
export const eventLog = {
  add(more: readonly LiveEvent[]): void {
    events.push(...more);
    if (events.length > SIZE * 2) {
      dropped += events.length - SIZE;
      events = events.slice(-SIZE);
    }
  },
  /** The present end of the log, for `since`. */
  mark: (): number => dropped + events.length,
  since: (mark: number): readonly LiveEvent[] => events.slice(Math.max(0, mark - dropped)),
};
