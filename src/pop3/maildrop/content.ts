import { MessageNotFound } from '../../store/errors.js';
import type { Store } from '../../store/store.js';
import { Refused } from '../refused.js';
import type { Item } from './maildrop.js';

/**
 * The bytes of a message, the first of them read already: whether it is still there is known before the answer begins.
 * @throws Refused when it was deleted meanwhile, by another client or by the store's bounds
 */
export async function contentOf(store: Store, { number, messageId }: Item): Promise<AsyncIterable<Buffer>> {
  const chunks = store.read(messageId)[Symbol.asyncIterator]();
  const first = await chunks.next().catch((error: unknown) => {
    if (error instanceof MessageNotFound) throw new Refused(`Message ${number} was deleted by somebody else meanwhile`);
    throw error;
  });
  return (async function* () {
    try {
      for (let step = first; !step.done; step = await chunks.next()) yield step.value;
    } finally {
      await chunks.return?.();
    }
  })();
}
