import type { Authenticator } from '../authenticator.js';
import { type Dialogue, exchange, failure } from './exchange.js';
import type { SaslMechanism } from './mechanism.js';
import { isName, mayActAs, NO_NAME, NOT_UTF8, OTHER_AUTHZID, text, WRONG } from './names.js';

/** RFC 4616: `[authzid] NUL authcid NUL passwd` */
export const PLAIN: SaslMechanism = {
  name: 'PLAIN',
  sendsPassword: true,
  available: () => true,
  start: (auth) => exchange(dialogue(auth)),
};

function* dialogue(auth: Authenticator): Dialogue {
  const said = text(yield '');
  if (said === null) return failure(NOT_UTF8);
  const [authzid, user, password, ...more] = said.split('\0');
  if (authzid === undefined || user === undefined || password === undefined || more.length > 0) {
    return failure('The response is not authorisation identity, NUL, user name, NUL, password');
  }
  if (!isName(user)) return failure(NO_NAME);
  if (!mayActAs(user, authzid)) return failure(OTHER_AUTHZID);
  return auth.check(user, password) ? { type: 'success', user } : failure(WRONG);
}
