import { StoreError } from '../../store/errors.js';
import { BadCommand, Refused } from '../wire/errors.js';
import { isAscii, type Octets, toOctets } from '../wire/octets.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: a response is one line, whatever was in it
const CONTROLS = /[\x00-\x1f\x7f]/g;

/** Response codes of RFC 5530 (and RFC 9051 §7.1) for what the store says. */
const CODES: Readonly<Record<string, string>> = {
  'message-not-found': 'EXPUNGEISSUED',
  'entry-not-found': 'EXPUNGEISSUED',
  'account-not-found': 'NONEXISTENT',
  'mailbox-not-found': 'NONEXISTENT',
  'mailbox-exists': 'ALREADYEXISTS',
  'invalid-mailbox-name': 'CANNOT',
  'invalid-flag': 'CANNOT',
  'account-limit': 'LIMIT',
  'store-full': 'OVERQUOTA',
  'store-unavailable': 'UNAVAILABLE',
  'store-closed': 'UNAVAILABLE',
};

/** The status response (RFC 9051 §7.1) for what a command ended with. */
export function statusOf(error: unknown): { status: 'NO' | 'BAD'; code?: string; text: string } | undefined {
  if (error instanceof BadCommand) return { status: 'BAD', code: error.code, text: error.message };
  if (error instanceof Refused) return { status: 'NO', code: error.code, text: error.message };
  if (error instanceof StoreError) return { status: 'NO', code: CODES[error.code] ?? 'CANNOT', text: error.message };
  return undefined;
}

/**
 * `a1 OK [READ-WRITE] Done`, without its line break; nothing in it can begin another line.
 * @param utf8 the client has said that it knows UTF-8; to others the text is ASCII (RFC 3501 §9, TEXT-CHAR)
 */
export function statusLine(tag: string, status: string, text: string, code?: string, utf8 = false): Octets {
  const clean = (utf8 ? toOctets(text) : inAscii(text)).replace(CONTROLS, ' ') || status;
  return code === undefined ? `${tag} ${status} ${clean}` : `${tag} ${status} [${code}] ${clean}`;
}

/** What is not ASCII, such as the name of a mailbox, has question marks for it. */
const inAscii = (text: string): string =>
  isAscii(text) ? text : text.replaceAll('§', 'section ').replace(/[^\x20-\x7e]/gu, '?');
