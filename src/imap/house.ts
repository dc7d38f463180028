import type { Authenticator } from '../auth/authenticator.js';
import type { Config } from '../config/schema.js';
import type { Recorder } from '../journey/recorder.js';
import type { Certificate } from '../lib/certificate.js';
import type { Logger } from '../lib/logger.js';
import type { SessionLog } from '../sessions/log.js';
import type { Store } from '../store/store.js';

/** What IMAP needs from the rest of the house. */
export interface ImapDependencies {
  readonly config: Config;
  readonly store: Store;
  readonly sessions: SessionLog;
  readonly authenticator: Authenticator;
  readonly certificate: () => Promise<Certificate>;
  readonly logger: Logger;
  readonly recorder: Recorder;
}
