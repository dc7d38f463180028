import type { Store } from '../store.js';
import type { PostgresStoreOptions } from './options.js';
import { PostgresStore } from './store.js';

export type { PostgresStoreOptions } from './options.js';

/**
 * A store in a PostgreSQL database, which any number of Restante processes may share.
 *
 * @example
 * const store = createPostgresStore({ url: 'postgres://restante@127.0.0.1/restante', retention });
 * await store.open();
 */
export function createPostgresStore(options: PostgresStoreOptions): Store {
  return new PostgresStore(options);
}
