import { Slice } from '../lib/slice.js';
import type { ByteRange } from '../message/types.js';
import type { Store } from '../store/store.js';

/** All chunks as one buffer. For what is known to be small. */
export async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return list.length === 1 && list[0] ? list[0] : Buffer.concat(list);
}

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
