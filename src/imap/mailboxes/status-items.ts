import { setImmediate } from 'node:timers/promises';
import type { Mailbox, Store } from '../../store/store.js';
import { mailboxName } from '../format/strings.js';
import { ENTRIES_AT_A_TIME } from '../limits.js';
import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** What STATUS can tell (RFC 9051 §6.3.11; RFC 8438, RFC 7162, RFC 8474, RFC 7889, RFC 9208). */
const ITEMS: Readonly<Record<string, (mailbox: Mailbox, session: Session) => string | Promise<string>>> = {
  MESSAGES: ({ exists }) => `${exists}`,
  RECENT: ({ recent }) => `${recent}`,
  UIDNEXT: ({ uidNext }) => `${uidNext}`,
  UIDVALIDITY: ({ uidValidity }) => `${uidValidity}`,
  UNSEEN: ({ unseen }) => `${unseen}`,
  DELETED: ({ deleted }) => `${deleted}`,
  SIZE: ({ size }) => `${size}`,
  HIGHESTMODSEQ: ({ highestModseq }) => `${highestModseq}`,
  MAILBOXID: ({ id }) => `(${id})`,
  // RFC 7889 §2: NIL for none.
  APPENDLIMIT: (_mailbox, { house }) => `${house.config.smtp.maxMessageSize || 'NIL'}`,
  'DELETED-STORAGE': async ({ id, deleted }, { store }) => `${deleted === 0 ? 0 : await deletedOctets(store, id)}`,
};

/** Octets that EXPUNGE would give back (RFC 9208 §4.1.4). */
async function deletedOctets(store: Store, mailboxId: string): Promise<number> {
  let octets = 0;
  for (let from: number | null = 0; from !== null; ) {
    const page = await store.entries(mailboxId, { from, limit: ENTRIES_AT_A_TIME });
    for (const { flags, size } of page.entries) if (flags.includes('\\Deleted')) octets += size;
    from = page.next;
    if (from !== null) await setImmediate();
  }
  return octets;
}

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
export async function tellStatus(session: Session, mailbox: Mailbox, items: readonly string[]): Promise<void> {
  const values: string[] = [];
  for (const item of items) values.push(`${item} ${await ITEMS[item]?.(mailbox, session)}`);
  session.out.line(`* STATUS ${mailboxName(mailbox.name, session.utf8)} (${values.join(' ')})`);
}
