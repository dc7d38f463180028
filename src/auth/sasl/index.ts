import { OAUTHBEARER, XOAUTH2 } from './bearer.js';
import { CRAM_MD5 } from './cram-md5.js';
import { LOGIN } from './login.js';
import type { SaslMechanism } from './mechanism.js';
import { PLAIN } from './plain.js';
import { SCRAM_SHA_256 } from './scram-sha-256.js';

export { decodeBase64 } from './base64.js';
export type { SaslExchange, SaslMechanism, SaslStep } from './mechanism.js';

/**
 * All mechanisms, strongest first. Tokens come last: a client that takes the first word it knows has a password more
 * often than a token.
 */
export const MECHANISMS: readonly SaslMechanism[] = [SCRAM_SHA_256, CRAM_MD5, PLAIN, LOGIN, OAUTHBEARER, XOAUTH2];
