import { realDisk } from './real-disk.js';
import { JsonStore, type JsonStoreOptions } from './store.js';

export { type CheckOptions, checkStore, type Report } from './check.js';
export type { Problem } from './problems.js';
export type { JsonStoreOptions } from './store.js';

/**
 * A store in a folder of this machine: what `append` has accepted survives a crash and a power cut. One process at a
 * time. Call `open` first; what it found wrong is in `problems` then.
 *
 * @example
 * const store = createJsonStore({ dir: './mail', retention: { maxMessages: 5000, maxBytes: 1024 ** 3, maxAge: 0 } });
 * await store.open();
 */
export function createJsonStore(options: JsonStoreOptions): JsonStore {
  return new JsonStore(options, options.disk ?? realDisk);
}
