import { plural } from '../../lib/format.js';
import type { SessionJson } from '../../lib/types.js';

export const OUTCOMES = [
  ['', 'All'],
  ['messages', 'With messages'],
  ['failed', 'Failed'],
  ['nothing', 'Without a message'],
  ['open', 'Open'],
] as const;

/** What became of a session, in words. */
export function outcomeOf({ outcome, messageCount }: SessionJson): string {
  const brought = messageCount > 0 ? plural(messageCount, 'message') : '';
  if (outcome === 'failed') return brought ? `Failed, ${brought}` : 'Failed';
  if (outcome === 'open') return brought ? `Open, ${brought}` : 'Open';
  return brought || 'No message';
}

/** Protocol, TLS version (its cipher is in the session itself) and user, in the one line that a row has for them. */
export function briefly({ protocol, tls, user }: SessionJson): string {
  return [protocol.toUpperCase(), tls?.split(' ')[0], user].filter(Boolean).join(', ');
}
