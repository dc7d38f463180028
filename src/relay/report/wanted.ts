import type { OutboxRecipient } from '../../store/outbox.js';
import type { Action } from './dsn.js';

/**
 * Whether the sender of a message wants to hear of it (RFC 3461 §4.1). Who said nothing hears of failures and delays, and
 * nobody hears where there is nobody to tell (§5.2: the null reverse-path).
 */
export function wantsReport(recipient: Pick<OutboxRecipient, 'notify'>, reversePath: string, action: Action): boolean {
  if (reversePath === '') return false;
  const { notify } = recipient;
  if (notify === null) return action === 'failed' || action === 'delayed';
  const words = notify.split(',');
  const word = action === 'failed' ? 'FAILURE' : action === 'delayed' ? 'DELAY' : 'SUCCESS';
  return words.includes(word);
}
