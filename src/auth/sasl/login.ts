import type { Authenticator } from '../authenticator.js';
import { type Dialogue, exchange, failure } from './exchange.js';
import type { SaslMechanism } from './mechanism.js';
import { isName, NO_NAME, NOT_UTF8, text, WRONG } from './names.js';

/** No RFC has it (draft-murchison-sasl-login), every client does. An initial response is the user name. */
export const LOGIN: SaslMechanism = {
  name: 'LOGIN',
  sendsPassword: true,
  available: () => true,
  start: (auth) => exchange(dialogue(auth)),
};

function* dialogue(auth: Authenticator): Dialogue {
  const user = text(yield 'Username:');
  if (user === null) return failure(NOT_UTF8);
  if (!isName(user)) return failure(NO_NAME);
  const password = text(yield 'Password:');
  if (password === null) return failure(NOT_UTF8);
  return auth.check(user, password) ? { type: 'success', user } : failure(WRONG);
}
