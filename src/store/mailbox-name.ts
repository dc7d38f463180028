import { InvalidMailboxName } from './errors.js';
import { MAILBOX_DEPTH, MAILBOX_LEVEL_LENGTH, MAILBOX_NAME_LENGTH } from './limits.js';

/** The mailbox that every account has (RFC 9051 §5.1). */
export const INBOX = 'INBOX';
/** Divides the levels of a mailbox name. */
export const SEPARATOR = '/';

// RFC 9051 §5.1 asks for Net-Unicode (RFC 5198 §2): no C0 or C1 controls, no line or paragraph separator. A lone
// surrogate is no character at all and has no UTF-8.
const FORBIDDEN = /[\p{Cc}\u2028\u2029]|\p{Surrogate}/u;

/**
 * A mailbox name in the one form that is stored and compared: NFC, and `INBOX` for inbox in any case. Only the whole
 * name INBOX is special; `inbox/x` is a name like any other.
 * @throws InvalidMailboxName
 */
export function mailboxName(name: string): string {
  if (name.length === 5 && name.toUpperCase() === INBOX) return INBOX;
  if (name === '') throw new InvalidMailboxName(name, 'it is empty');
  if (name.length > MAILBOX_NAME_LENGTH)
    throw new InvalidMailboxName(name.slice(0, 80), `it is longer than ${MAILBOX_NAME_LENGTH} characters`);
  if (FORBIDDEN.test(name)) throw new InvalidMailboxName(name, 'it contains a control character');
  const normal = name.normalize('NFC');
  const levels = normal.split(SEPARATOR);
  if (levels.length > MAILBOX_DEPTH) throw new InvalidMailboxName(name, `it has more than ${MAILBOX_DEPTH} levels`);
  for (const level of levels) {
    if (level === '') throw new InvalidMailboxName(name, `a level between its "${SEPARATOR}" is empty`);
    if (level.length > MAILBOX_LEVEL_LENGTH)
      throw new InvalidMailboxName(name, `a level is longer than ${MAILBOX_LEVEL_LENGTH} characters`);
  }
  return normal;
}

/** The names above a (normalised) name, outermost first: `a/b/c` → `a`, `a/b`. */
export function parentNames(name: string): string[] {
  const parents: string[] = [];
  for (let at = name.indexOf(SEPARATOR); at > 0; at = name.indexOf(SEPARATOR, at + 1))
    parents.push(mailboxName(name.slice(0, at)));
  return parents;
}
