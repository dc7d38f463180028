import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { prepare } from './prepare.js';

/** What SCRAM needs of a name (RFC 5802 §3). A name that is not known has all of it too, and no proof fits. */
export interface ScramCredentials {
  readonly salt: Buffer;
  readonly iterations: number;
  /** Null when no such user is configured, after the same work. */
  keys(): { readonly storedKey: Buffer; readonly serverKey: Buffer } | null;
}

/**
 * Decides who may log in, for every protocol. No answer takes longer for a right name with a wrong password than for
 * a wrong name.
 */
export interface Authenticator {
  /** No users are configured: every name and password logs in. The methods that prove a password without showing it cannot. */
  readonly open: boolean;
  check(name: string, password: string): boolean;
  /** CRAM-MD5 (RFC 2195 §2). `digest`: hexadecimal. False while open. */
  cramMd5(name: string, challenge: string, digest: string): boolean;
  /** APOP (RFC 1939 §7). `timestamp`: with its angle brackets; `digest`: hexadecimal. False while open. */
  apop(name: string, timestamp: string, digest: string): boolean;
  /** SCRAM-SHA-256 (RFC 7677). */
  scram(name: string): ScramCredentials;
  /** Replaces all users, from the next login on. */
  setUsers(users: readonly string[]): void;
  /** Lets a name log in by this password alone, even while all others need none, until `revoke`. */
  lend(name: string, password: string): void;
  revoke(name: string): void;
}

/** RFC 7677 §4 asks for at least 4096; it takes about 2 ms, which is as long as one login may hold up all others. */
const SCRAM_ITERATIONS = 4096;

/**
 * @param users `name:password` each; the password may contain colons. Names are compared in any case and Unicode
 *   form, as accounts are; passwords as SASLprep (RFC 4013) has them. A name given twice has the last password.
 */
export function createAuthenticator(users: readonly string[]): Authenticator {
  const key = randomBytes(32);
  const keyed = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  // Hashes of equal length are compared instead of words: no time tells how much of a guess was right.
  const same = (one: string, other: string): boolean => timingSafeEqual(keyed(one), keyed(other));
  const nameOf = (name: string): string => keyed(name.normalize('NFC').toLowerCase()).toString('base64');
  /** Digests (CRAM-MD5, APOP) are made of the password itself, so it is kept as it was configured. */
  let passwords = new Map<string, string>();
  const lent = new Map<string, string>();
  const passwordOf = (name: string): string | undefined => {
    const key = nameOf(name);
    return lent.get(key) ?? passwords.get(key);
  };
  const nobody = randomBytes(16).toString('hex');

  function proves(name: string, digest: string, digestOf: (password: string) => string): boolean {
    const password = passwordOf(name);
    return same(digestOf(password ?? nobody), digest.toLowerCase()) && password !== undefined;
  }

  const authenticator: Authenticator = {
    get open() {
      return passwords.size === 0;
    },
    check(name, password) {
      const expected = passwordOf(name);
      if (passwords.size === 0 && expected === undefined) return true;
      return same(prepare(expected ?? nobody), prepare(password)) && expected !== undefined;
    },
    cramMd5: (name, challenge, digest) =>
      proves(name, digest, (password) => createHmac('md5', password).update(challenge).digest('hex')),
    apop: (name, timestamp, digest) =>
      proves(name, digest, (password) => createHash('md5').update(timestamp).update(password).digest('hex')),
    scram(name) {
      // Made of the name, so that asking twice does not tell a name without a user, whose salt would change.
      const salt = keyed(`salt ${nameOf(name)}`).subarray(0, 16);
      return {
        salt,
        iterations: SCRAM_ITERATIONS,
        keys() {
          const password = passwordOf(name);
          const salted = pbkdf2Sync(prepare(password ?? nobody), salt, SCRAM_ITERATIONS, 32, 'sha256');
          const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
          const storedKey = createHash('sha256').update(hmac('Client Key')).digest();
          const serverKey = hmac('Server Key');
          return password === undefined ? null : { storedKey, serverKey };
        },
      };
    },
    lend(name, password) {
      lent.set(nameOf(name), password);
    },
    revoke(name) {
      lent.delete(nameOf(name));
    },
    setUsers(list) {
      passwords = new Map(
        list.map((user) => {
          const colon = user.indexOf(':');
          return [nameOf(user.slice(0, colon)), user.slice(colon + 1)];
        }),
      );
    },
  };
  authenticator.setUsers(users);
  return authenticator;
}
