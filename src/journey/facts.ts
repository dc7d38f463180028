import type { MessageRow } from '../store/store.js';
import { RECIPIENTS, SUBJECT } from './limits.js';
import type { Facts } from './types.js';

/** Characters that facts hold. */
export const weightOf = ({ recipients, reversePath, subject }: Facts): number =>
  recipients.reduce((sum, each) => sum + each.length, reversePath.length + subject.length);

/** What stays known of a message when it is gone. */
export const factsOf = ({ id, receivedAt, envelope, summary, size }: MessageRow): Facts => ({
  id,
  receivedAt,
  reversePath: envelope.reversePath.address,
  recipients: envelope.forwardPaths.slice(0, RECIPIENTS).map(({ address }) => address),
  subject: summary.subject.slice(0, SUBJECT),
  size,
});
