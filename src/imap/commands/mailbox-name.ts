import type { Session } from '../session/session.js';
import { decodeUtf7 } from '../text/utf7.js';
import type { Args } from '../wire/args.js';
import { Refused } from '../wire/errors.js';
import { fromOctets, isAscii, type Octets } from '../wire/octets.js';

/**
 * A mailbox name as the client writes it (RFC 9051 §5.1): UTF-8 once it has said so, else modified UTF-7. Plain UTF-8
 * is taken from everybody, since nothing else it could mean.
 */
export function readMailboxName(args: Args, session: Session): string {
  return decodeMailboxName(args.astring('a mailbox name'), session);
}

/** A reference or pattern of LIST: one that is nothing in the client's encoding stands for itself, and matches nothing. */
export function decodePattern(octets: Octets, session: Session): string {
  try {
    return decodeMailboxName(octets, session);
  } catch {
    return octets;
  }
}

/** @throws Refused for a name that is nothing in the client's encoding */
export function decodeMailboxName(octets: Octets, session: Session): string {
  if (session.utf8 || !isAscii(octets)) return fromOctets(octets);
  if (!octets.includes('&')) return octets;
  try {
    return decodeUtf7(octets);
  } catch (error) {
    throw new Refused(error instanceof Error ? error.message : String(error), 'CANNOT');
  }
}
