import type { Logger } from '../../lib/logger.js';
import type { RelaySettings } from '../../settings/relay.js';
import type { Outbox } from '../../store/outbox.js';
import type { Store } from '../../store/store.js';
import type { RelayBus } from '../events.js';
import type { Reporter } from '../report/reporter.js';
import type { RelayRouter } from '../route/router.js';
import type { Gate } from '../rules/patterns.js';
import type { Pool } from '../send/pool.js';

/** What working at the queue needs. */
export interface QueueParts {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly settings: () => RelaySettings;
  readonly gate: () => Gate;
  readonly router: () => RelayRouter;
  readonly pool: Pool;
  readonly reporter: Reporter;
  readonly bus: RelayBus;
  /** This host, as EHLO and Received say it. */
  readonly name: string;
  readonly logger: Logger;
}
