import { MessageNotFound } from '../../store/errors.js';
import type { Session } from '../session/session.js';
import type { Facts } from '../thread/facts.js';
import { find } from './evaluate.js';
import type { Key } from './keys.js';

/** What SORT and THREAD know of a message, and its mod-sequence. */
export interface FoundFacts extends Facts {
  readonly modseq: number;
}

/** What is known of the messages that a condition holds for, ascending. Nothing but their summaries is read for it. */
export async function* findFacts(session: Session, key: Key): AsyncGenerator<FoundFacts, void> {
  for await (const { uid, messageId, internalDate, size, modseq } of find(session, key)) {
    try {
      const { summary } = await session.store.get(messageId);
      yield { uid, internalDate, size, modseq, summary };
    } catch (error) {
      // It went away since it was found.
      if (!(error instanceof MessageNotFound)) throw error;
    }
  }
}
