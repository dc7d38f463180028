import { baseSubject } from './base-subject.js';
import { collationKey } from './collation.js';
import { type Facts, sentDate } from './facts.js';

/** A message as THREAD looks at it. */
export interface Threadable {
  readonly uid: number;
  readonly sent: number;
  /** The base subject in the form in which it is compared. */
  readonly subject: string;
  /** The subject is that of a reply or a forward. */
  readonly isReply: boolean;
  /** Message-ID without angle brackets, null when there is none. */
  readonly id: string | null;
  /** Message-IDs of those before it, the nearest last. */
  readonly references: readonly string[];
}

export function threadable(facts: Facts): Threadable {
  const { subject, messageId, references } = facts.summary;
  const { text, isReply } = baseSubject(subject);
  return { uid: facts.uid, sent: sentDate(facts), subject: collationKey(text), isReply, id: messageId, references };
}

/** By sent date, those of one moment in the order of the mailbox (RFC 5256 §2.2). */
export const bySentDate = (a: Threadable, b: Threadable): number => a.sent - b.sent || a.uid - b.uid;
