import type { Authenticator } from '../auth/authenticator.js';
import type { Config } from '../config/schema.js';
import type { Faults } from '../faults/faults.js';
import type { Certificate } from '../lib/certificate.js';
import type { Logger } from '../lib/logger.js';
import type { Envelope } from '../message/types.js';
import type { ProxyProtocol } from '../net/proxy.js';
import type { SessionLog } from '../sessions/log.js';
import type { Tagging } from '../store/receive.js';
import type { Store } from '../store/store.js';
import type { Delivery } from '../store/types.js';

/** What SMTP needs from the rest of the house. */
export interface SmtpDependencies {
  readonly config: Config;
  readonly store: Store;
  readonly sessions: SessionLog;
  readonly authenticator: Authenticator;
  readonly certificate: () => Promise<Certificate>;
  readonly logger: Logger;
  readonly faults: Faults;
  readonly proxy: ProxyProtocol | null;
  /** The mailboxes that a message goes to. */
  readonly route: (envelope: Envelope) => Delivery[];
  /** Tags that rules give a message. */
  readonly tagging: Tagging;
}

/** … and what its listeners and connections share. */
export interface House extends SmtpDependencies {
  /** True from the beginning of a stop: transactions in flight may finish, nothing new begins. */
  stopping: boolean;
}
