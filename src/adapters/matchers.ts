import { AssertionFailed } from '../client/errors.js';
import type { Messages } from '../client/messages.js';
import { toRequest, type Wanted } from './wanted.js';

/** Where mail is expected: an inbox, or a client. */
export interface Receiver {
  readonly messages: Pick<Messages, 'check'>;
}

/** What Vitest and Jest take of a matcher. */
export interface Verdict {
  readonly pass: boolean;
  message(): string;
}

/** Milliseconds that a mail may take, and that one which must not come is waited for. */
const COMES = 10_000;
const STAYS_AWAY = 1000;

/**
 * Matchers for `expect.extend`. With `.not` nothing that fits may come within the time: it fails at once when something
 * does, and never passes early.
 */
export const matchers = {
  async toReceiveMessage(this: { isNot?: boolean }, receiver: Receiver, wanted: Wanted = {}): Promise<Verdict> {
    const answer = await receiver.messages.check(toRequest(wanted, this.isNot ? STAYS_AWAY : COMES));
    return {
      pass: answer.pass,
      message: () =>
        answer.pass
          ? `No such mail was to come, but ${JSON.stringify(answer.message?.subject)} did (${answer.message?.receivedAt}).`
          : new AssertionFailed(answer).message,
    };
  },
};

/** The matchers as a test writes them. */
export interface MailMatchers {
  /** A mail like this is there, or comes in time. */
  toReceiveMessage(wanted?: Wanted): Promise<void>;
}
