import { grouped } from '../../lib/grouped.js';
import { RECIPIENT_STEPS } from '../limits.js';
import type { Look, Reader, Reading } from '../types.js';

export const PROTOCOL = { imap: 'IMAP', pop3: 'POP3', rest: 'the REST API', page: 'the page' } as const;

export const count = (value: number, one: string, many = `${one}s`): string =>
  `${grouped(value)} ${value === 1 ? one : many}`;

/** `ann@example.org`, or `<>` said in words. */
export const address = (text: string): string => (text === '' ? 'the empty address <>' : text);

const LOOK: Readonly<Record<Look, string>> = {
  whole: 'the whole message',
  message: 'the decoded message',
  html: 'its HTML',
  text: 'its text',
  part: 'a part of it',
  top: 'its header and first lines',
};

export const looks = (how: readonly Look[]): string => listed(how.map((look) => LOOK[look]));

export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** The first of many names, and how many more there are. */
export function someOf(names: readonly string[]): string {
  if (names.length <= RECIPIENT_STEPS) return listed(names) || 'nobody';
  return `${names.slice(0, RECIPIENT_STEPS).join(', ')} and ${count(names.length - RECIPIENT_STEPS, 'more', 'more')}`;
}

/** Who it was: `a POP3 client, logged in as ann@example.org`. */
export function who(by: Reader | null): string {
  if (!by) return 'somebody';
  if (by.protocol === 'page') return 'a person at the page';
  if (by.protocol === 'rest') return `a program over the REST API${by.agent ? ` (${by.agent})` : ''}`;
  const name = by.protocol === 'imap' ? 'an IMAP client' : 'a POP3 client';
  return by.account === null ? name : `${name} that logged in as ${by.account}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Ann's POP3 client downloaded it`, for one line. */
export function readingTitle({ by, how, times }: Reading): string {
  const did = by.protocol === 'page' ? 'opened it' : `read ${looks(how)}`;
  return `${capital(who(by))} ${did}${times > 1 ? ` (${times} requests)` : ''}`;
}
