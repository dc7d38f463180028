import type { Logger } from '../../lib/logger.js';
import type { Retention } from '../types.js';
import type { DatabaseOptions } from './database.js';

export interface PostgresStoreOptions extends DatabaseOptions {
  readonly retention: Retention;
  /** Milliseconds since the epoch; default the system's clock. */
  readonly now?: () => number;
  /** Hears what a subscriber's listener throws; default a process warning. */
  readonly onListenerError?: (error: unknown) => void;
  readonly logger?: Logger;
}
