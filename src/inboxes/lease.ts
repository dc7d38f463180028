/** An inbox that somebody has for a while. */
export interface Lease {
  readonly id: string;
  /** Mail to it, also with `+tag`, and mail sent with its login is in the inbox. */
  readonly address: string;
  /** The account of that address. */
  readonly account: string;
  /** For SMTP, IMAP and POP3; the user is the address. */
  readonly password: string;
  /** SHA-256 of the token for REST and live events, in base64. The token sees this inbox only. */
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  expiresAt: number;
  /** Messages that are or were in the inbox, so that what happens to them is told to it. */
  readonly ids: Set<string>;
}

/** What every token of an inbox begins with, so that one that is no longer valid is never taken for none. */
export const TOKEN_PREFIX = 'inbox_';
