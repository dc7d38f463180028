import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { LentInbox } from '../store/store.js';
import { DEFAULT_TTL } from './limits.js';

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

export interface LeaseOptions {
  /** Milliseconds. */
  readonly ttl?: number;
  /** First part of the address, for people who look at it. */
  readonly prefix?: string;
  readonly domain?: string;
}

/** RFC 2606 §2: a name that nobody has. */
const DOMAIN = 'inbox.test';
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** An inbox that nobody has had before, and its token. */
export function newInbox({ ttl = DEFAULT_TTL, prefix = '', domain = DOMAIN }: LeaseOptions): {
  readonly lent: LentInbox;
  readonly token: string;
} {
  const id = random(12);
  const token = TOKEN_PREFIX + randomBytes(24).toString('base64url');
  const createdAt = Date.now();
  const lent = {
    id,
    digest: digest(token),
    address: `${prefix && `${prefix}-`}${id}@${domain}`,
    password: random(24),
    createdAt,
    expiresAt: createdAt + ttl,
    ended: false,
  };
  return { lent, token };
}

export const digest = (token: string): string => createHash('sha256').update(token).digest('base64');

const random = (length: number): string =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)] as string).join('');
