import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may come in. */
export interface Gate {
  /** True when neither user nor token is configured: everybody may. */
  readonly open: boolean;
  /** Judges an Authorization header. */
  header(value: string | undefined): boolean;
  /** Judges what a socket.io client gave as `auth.token`: the token, or `user:password`. */
  token(value: unknown): boolean;
  /** Values of WWW-Authenticate. */
  readonly challenges: readonly string[];
}

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();

/** Compares in constant time whatever the lengths are. */
const same = (given: string, expected: Buffer | undefined) =>
  expected !== undefined && timingSafeEqual(digest(given), expected);

/**
 * The lock of the HTTP side. The bearer token is also taken as the password of Basic with any user name, since that is
 * the only thing a browser can ask a person for before it has shown a page.
 */
export function createGate({ auth, token }: { auth?: string; token?: string }): Gate {
  const open = auth === undefined && token === undefined;
  const login = auth === undefined ? undefined : digest(auth);
  const bearer = token === undefined ? undefined : digest(token);

  function basic(pair: string): boolean {
    const colon = pair.indexOf(':');
    if (colon === -1) return false;
    // Both are compared in any case, so that the time tells nothing.
    const byLogin = same(pair, login);
    return same(pair.slice(colon + 1), bearer) || byLogin;
  }

  return {
    open,
    header(value) {
      if (open) return true;
      const match = /^(basic|bearer) +(\S+) *$/i.exec(value ?? '');
      if (!match?.[1] || !match[2]) return false;
      if (match[1].toLowerCase() === 'bearer') return same(match[2], bearer);
      return basic(Buffer.from(match[2], 'base64').toString('utf8'));
    },
    token(value) {
      if (open) return true;
      return typeof value === 'string' && (same(value, bearer) || same(value, login));
    },
    challenges: ['Basic realm="Restante", charset="UTF-8"', ...(token ? ['Bearer realm="Restante"'] : [])],
  };
}
