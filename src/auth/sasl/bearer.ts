import type { Authenticator } from '../authenticator.js';
import { type Dialogue, exchange, failure } from './exchange.js';
import type { SaslMechanism } from './mechanism.js';
import { isName, mayActAs, NO_NAME, text } from './names.js';

/** What a token mechanism's only message says. */
interface Bearer {
  readonly user: string;
  readonly token: string;
}

/**
 * Google's and Microsoft's XOAUTH2: `user=NAME ^A auth=Bearer TOKEN ^A ^A`. Any token is good while no users are
 * configured; else it is the user's password.
 */
export const XOAUTH2: SaslMechanism = {
  name: 'XOAUTH2',
  sendsPassword: true,
  available: () => true,
  start: (auth) => exchange(dialogue(auth, parseXoauth2, { status: '401', schemes: 'bearer', scope: 'mail' })),
};

/** RFC 7628: `n,a=NAME, ^A host=… ^A port=… ^A auth=Bearer TOKEN ^A ^A`. Tokens as for XOAUTH2. */
export const OAUTHBEARER: SaslMechanism = {
  name: 'OAUTHBEARER',
  sendsPassword: true,
  available: () => true,
  start: (auth) => exchange(dialogue(auth, parseOauthBearer, { status: 'invalid_token', scope: 'mail' })),
};

function* dialogue(auth: Authenticator, parse: (said: string) => Bearer | null, problem: object): Dialogue {
  const said = text(yield '');
  const bearer = said === null ? null : parse(said);
  if (bearer && isName(bearer.user) && auth.check(bearer.user, bearer.token)) {
    return { type: 'success', user: bearer.user };
  }
  // RFC 7628 §3.2.3: the error goes out as a challenge; whatever the client answers, the login has failed.
  yield JSON.stringify(problem);
  if (!bearer) return failure('The response is no bearer token');
  return failure(isName(bearer.user) ? 'The token is not good for this user' : NO_NAME);
}

function parseXoauth2(said: string): Bearer | null {
  const pairs = keyValues(said);
  const token = tokenOf(pairs?.get('auth'));
  return token === null ? null : { user: pairs?.get('user') ?? '', token };
}

function parseOauthBearer(said: string): Bearer | null {
  // The GS2 header (RFC 5801 §4): no channel binding, and as whom to act, which is all there is of a name.
  const end = said.indexOf('\x01');
  const header = /^[ny],(?:a=([^,]*))?,$/.exec(said.slice(0, Math.max(end, 0)));
  if (!header) return null;
  const pairs = keyValues(said.slice(end + 1));
  const token = tokenOf(pairs?.get('auth'));
  const user = (header[1] ?? '').replaceAll('=2C', ',').replaceAll('=3D', '=');
  const named = pairs?.get('user') ?? '';
  // Some clients name the user in XOAUTH2's way here too.
  if (token === null || (user !== '' && !mayActAs(user, named))) return null;
  return { user: user || named, token };
}

/** `key=value` pairs, each ended by ^A, and one more ^A at the end; null when they are not. */
function keyValues(said: string): Map<string, string> | null {
  const pairs = said.split('\x01');
  if (pairs.pop() !== '' || pairs.pop() !== '') return null;
  const values = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) return null;
    values.set(pair.slice(0, equals).toLowerCase(), pair.slice(equals + 1));
  }
  return values;
}

/** The token of `Bearer TOKEN` (RFC 6750 §2.1); null for what is none. */
function tokenOf(authorization: string | undefined): string | null {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? null;
}
