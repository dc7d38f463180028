import type { MessageRow } from '../store/store.js';
import { RECIPIENTS, SUBJECT } from './limits.js';
import type { Facts } from './types.js';

/** Characters that facts hold. */
export const weightOf = ({ recipients, reversePath, subject }: Facts): number =>
  recipients.reduce((sum, each) => sum + each.length, reversePath.length + subject.length);

/**
 * What stays known of a message when it is gone.
 * @param subject where it is known already
 */
export function factsOf(message: MessageRow, subject = message.summary.subject): Facts {
  const { id, receivedAt, envelope, size } = message;
  return {
    id,
    receivedAt,
    reversePath: envelope.reversePath.address,
    recipients: envelope.forwardPaths.slice(0, RECIPIENTS).map(({ address }) => address),
    subject: subject.slice(0, SUBJECT),
    size,
  };
}
