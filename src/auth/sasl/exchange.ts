import { MAX_RESPONSE } from './limits.js';
import type { SaslExchange, SaslStep } from './mechanism.js';

/** How a dialogue ends. */
export type Ending = Exclude<SaslStep, { type: 'challenge' }>;

/**
 * The steps of a mechanism in the order in which they happen: yields each challenge, gets the response to it. The first
 * challenge of a mechanism in which the client speaks first is empty, and an initial response answers it unsaid.
 */
export type Dialogue = Generator<Buffer | string, Ending, Buffer>;

export const failure = (reason: string): Ending => ({ type: 'failure', reason });

/** Turns a dialogue into an exchange. In a mechanism in which the server speaks first an initial response is wrong. */
export function exchange(dialogue: Dialogue, { serverFirst = false } = {}): SaslExchange {
  let begun = false;
  let over = false;

  function take(response: Buffer | null): SaslStep {
    if (over) return failure('The login is over');
    if (response && response.length > MAX_RESPONSE) return failure(`A response is longer than ${MAX_RESPONSE} bytes`);
    if (!begun) {
      begun = true;
      const opening = dialogue.next();
      if (opening.done || response === null) return stepOf(opening);
      // RFC 4422 §5.1
      if (serverFirst) return failure('This mechanism has no initial response');
    }
    return stepOf(dialogue.next(response ?? Buffer.alloc(0)));
  }

  return {
    step(response) {
      const step = take(response);
      if (step.type !== 'challenge') over = true;
      return step;
    },
  };
}

function stepOf(result: IteratorResult<Buffer | string, Ending>): SaslStep {
  return result.done ? result.value : { type: 'challenge', data: Buffer.from(result.value as string) };
}
