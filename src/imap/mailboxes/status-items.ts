import type { Mailbox } from '../../store/types.js';
import { mailboxName } from '../format/strings.js';
import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** What STATUS can tell (RFC 9051 §6.3.11; RFC 8438, RFC 7162, RFC 8474, RFC 7889, RFC 9208). */
const ITEMS: Readonly<Record<string, (mailbox: Mailbox, session: Session) => string>> = {
  MESSAGES: ({ exists }) => `${exists}`,
  RECENT: ({ recent }) => `${recent}`,
  UIDNEXT: ({ uidNext }) => `${uidNext}`,
  UIDVALIDITY: ({ uidValidity }) => `${uidValidity}`,
  UNSEEN: ({ unseen }) => `${unseen}`,
  DELETED: ({ deleted }) => `${deleted}`,
  SIZE: ({ size }) => `${size}`,
  HIGHESTMODSEQ: ({ highestModseq }) => `${highestModseq}`,
  MAILBOXID: ({ id }) => `(${id})`,
  APPENDLIMIT: (_mailbox, { house }) => `${house.config.smtp.maxMessageSize}`,
};

/** `(MESSAGES UNSEEN)` */
export function readStatusItems(args: Args): string[] {
  const items: string[] = [];
  args.list(() => {
    const item = args.atom('an item of STATUS');
    if (!Object.hasOwn(ITEMS, item)) throw new BadCommand(`STATUS has no item ${item} here`);
    if (!items.includes(item)) items.push(item);
  });
  return items;
}

/** `* STATUS INBOX (MESSAGES 3 UNSEEN 1)` */
export function tellStatus(session: Session, mailbox: Mailbox, items: readonly string[]): void {
  const values = items.map((item) => `${item} ${ITEMS[item]?.(mailbox, session)}`);
  session.out.line(`* STATUS ${mailboxName(mailbox.name, session.utf8)} (${values.join(' ')})`);
}
