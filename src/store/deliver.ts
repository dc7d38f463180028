import type { Config } from '../config/schema.js';
import type { Envelope } from '../message/types.js';
import { normalizeAccount } from './account-name.js';
import type { Delivery } from './types.js';

export { normalizeAccount } from './account-name.js';

/**
 * Decides which accounts get a message: those of its recipients, that of its SMTP AUTH user when `auth.inboxes` is on,
 * and always the catch-all; each once, into INBOX.
 */
export function createRouter(config: Pick<Config, 'accounts' | 'auth'>): (envelope: Envelope) => Delivery[] {
  const { plus } = config.accounts;
  const catchAll = normalizeAccount(config.accounts.catchAll, plus);
  return (envelope) => {
    const accounts = new Set<string>();
    for (const { address } of envelope.forwardPaths) accounts.add(normalizeAccount(address, plus));
    if (config.auth.inboxes && envelope.user) accounts.add(normalizeAccount(envelope.user, plus));
    accounts.add(catchAll);
    // What was no name at all (an empty path, say) is still in the catch-all.
    accounts.delete('');
    return [...accounts].map((account) => ({ account }));
  };
}
