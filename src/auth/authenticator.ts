import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Decides who may log in, for every protocol. */
export interface Authenticator {
  /** No users are configured: every name and password logs in. */
  readonly open: boolean;
  /** Takes the same time for a wrong name, a wrong password and a right one of the same lengths. */
  check(name: string, password: string): boolean;
}

/**
 * @param users `name:password` each; the password may contain colons. Names are compared in any case and Unicode
 *   form, as accounts are; passwords exactly. A name given twice has the last password.
 */
export function createAuthenticator(users: readonly string[]): Authenticator {
  // Keyed hashes of equal length are compared instead of the words: no time tells how much of a guess was right,
  // and the passwords themselves are not kept.
  const key = randomBytes(32);
  const hash = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const nameOf = (name: string): string => hash(name.normalize('NFC').toLowerCase()).toString('base64');

  const passwords = new Map<string, Buffer>();
  for (const user of users) {
    const colon = user.indexOf(':');
    passwords.set(nameOf(user.slice(0, colon)), hash(user.slice(colon + 1)));
  }
  const nobody = randomBytes(32);

  return {
    open: passwords.size === 0,
    check(name, password) {
      if (passwords.size === 0) return true;
      const expected = passwords.get(nameOf(name));
      const same = timingSafeEqual(expected ?? nobody, hash(password));
      return same && expected !== undefined;
    },
  };
}
