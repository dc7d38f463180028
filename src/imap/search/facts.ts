import { MessageNotFound } from '../../store/errors.js';
import type { Session } from '../session/session.js';
import type { Facts } from '../thread/facts.js';
import { find } from './evaluate.js';
import type { Key } from './keys.js';

/** What SORT and THREAD know of a message, and its mod-sequence. */
export interface FoundFacts extends Facts {
  readonly modseq: number;
}

/** For those who do not look at summaries. */
const NO_SUMMARY: Facts['summary'] = {
  subject: '',
  from: [],
  to: [],
  cc: [],
  date: null,
  messageId: null,
  references: [],
};

/**
 * What is known of the messages that a condition holds for, ascending. Nothing but their summaries is read for it.
 * @param options.summaries false: not even those, and each is empty
 */
export async function* findFacts(
  session: Session,
  key: Key,
  { summaries = true } = {},
): AsyncGenerator<FoundFacts, void> {
  for await (const { uid, messageId, internalDate, size, modseq } of find(session, key)) {
    if (!summaries) {
      yield { uid, internalDate, size, modseq, summary: NO_SUMMARY };
      continue;
    }
    try {
      const { summary } = await session.store.get(messageId);
      yield { uid, internalDate, size, modseq, summary };
    } catch (error) {
      // It went away since it was found.
      if (!(error instanceof MessageNotFound)) throw error;
    }
  }
}
