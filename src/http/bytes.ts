import { Slice } from '../lib/slice.js';
import type { ByteRange } from '../message/types.js';
import type { Store } from '../store/store.js';

/**
 * The bytes of a message, giving way to other work every few milliseconds: a store in memory and a quick reader would
 * else pass 50 MB between them without the event loop ever coming by.
 */
export async function* readSlowly(store: Pick<Store, 'read'>, id: string, range?: ByteRange): AsyncGenerator<Buffer> {
  const slice = new Slice();
  for await (const chunk of store.read(id, range)) {
    yield chunk;
    await slice.turn();
  }
}
