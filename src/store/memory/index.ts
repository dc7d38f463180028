import type { Store } from '../store.js';
import { MemoryStore, type MemoryStoreOptions } from './store.js';

export type { MemoryStoreOptions } from './store.js';

/**
 * A store in this process's memory: fast, bounded, and gone with the process. Ready at once; `open` does nothing.
 *
 * @example
 * const store = createMemoryStore({ retention: { maxMessages: 5000, maxBytes: 1024 ** 3, maxAge: 0 } });
 */
export function createMemoryStore(options: MemoryStoreOptions): Store {
  return new MemoryStore(options);
}
