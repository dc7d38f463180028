import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Authenticator } from '../authenticator.js';
import { type Dialogue, exchange, failure } from './exchange.js';
import type { SaslMechanism } from './mechanism.js';
import { isName, NO_NAME, NOT_UTF8, text, WRONG } from './names.js';

/** RFC 2195: the password is never sent, its keyed hash of a challenge is. */
export const CRAM_MD5: SaslMechanism = {
  name: 'CRAM-MD5',
  sendsPassword: false,
  available: (auth) => !auth.open,
  start: (auth) => exchange(cramMd5(auth, messageId()), { serverFirst: true }),
};

/** A text that was never sent before, in the form of a Message-ID (RFC 2195 §2, RFC 1939 §7). */
export function messageId(): string {
  return `<${randomBytes(12).toString('hex')}.${Date.now()}@${hostname().replace(/[^\w.-]/g, '') || 'localhost'}>`;
}

/** The dialogue for one challenge. */
export function* cramMd5(auth: Authenticator, challenge: string): Dialogue {
  const said = text(yield challenge);
  if (said === null) return failure(NOT_UTF8);
  // The name may have spaces; the digest is what comes behind the last one.
  const space = said.lastIndexOf(' ');
  const user = said.slice(0, Math.max(space, 0));
  if (!isName(user)) return failure(NO_NAME);
  return auth.cramMd5(user, challenge, said.slice(space + 1)) ? { type: 'success', user } : failure(WRONG);
}
