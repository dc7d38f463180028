import type { Mailbox } from '../../store/types.js';
import type { Session } from '../session/session.js';
import { parentsOf } from './separator.js';

/** A name that LIST can tell: of a mailbox, of a level above one, or of a subscription to something that is gone. */
export interface Listed {
  readonly name: string;
  /** Null when no such mailbox is there. */
  readonly mailbox: Mailbox | null;
  readonly subscribed: boolean;
  readonly hasChildren: boolean;
  /** A name below it is subscribed, … */
  readonly subscribedBelow: boolean;
  /** … and not asked for itself. */
  readonly subscribedUnasked: boolean;
  /** The same of mailboxes with a special use. */
  readonly specialBelow: boolean;
  readonly specialUnasked: boolean;
}

/**
 * All names of the account, ascending; INBOX first, as people expect it.
 * @param asked whether a name is asked for itself
 */
export async function allNames({ store, account }: Session, asked: (name: string) => boolean): Promise<Listed[]> {
  const [mailboxes, subscriptions] = await Promise.all([store.mailboxes(account), store.subscriptions(account)]);
  const byName = new Map(mailboxes.map((mailbox) => [mailbox.name, mailbox]));
  const subscribed = new Set(subscriptions);
  const above = (names: Iterable<string>): Set<string> => new Set([...names].flatMap(parentsOf));
  const parents = above(byName.keys());
  const unasked = (all: readonly string[]): Set<string> => above(all.filter((name) => !asked(name)));
  const special = mailboxes.filter(({ specialUse }) => specialUse !== null).map(({ name }) => name);
  const [subscribedParents, subscribedUnasked] = [above(subscriptions), unasked(subscriptions)];
  const [specialParents, specialUnasked] = [above(special), unasked(special)];
  const names = new Set([...byName.keys(), ...parents, ...subscribed, ...subscribedParents]);
  return [...names].sort(inboxFirst).map((name) => ({
    name,
    mailbox: byName.get(name) ?? null,
    subscribed: subscribed.has(name),
    hasChildren: parents.has(name),
    subscribedBelow: subscribedParents.has(name),
    subscribedUnasked: subscribedUnasked.has(name),
    specialBelow: specialParents.has(name),
    specialUnasked: specialUnasked.has(name),
  }));
}

function inboxFirst(a: string, b: string): number {
  if (a === 'INBOX' || b === 'INBOX') return a === b ? 0 : a === 'INBOX' ? -1 : 1;
  return a < b ? -1 : 1;
}
