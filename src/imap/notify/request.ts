import { decodeMailboxName } from '../commands/mailbox-name.js';
import { type FetchItem, readItems } from '../fetch/items.js';
import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { BadCommand, Refused } from '../wire/errors.js';

/** Groups of one NOTIFY, and mailboxes named in one group. */
const MAX_GROUPS = 100;
const MAX_NAMES = 1000;

const EVENTS = [
  'MessageNew',
  'MessageExpunge',
  'FlagChange',
  'MailboxName',
  'SubscriptionChange',
  'MailboxMetadataChange',
  'ServerMetadataChange',
] as const;

export type NotifyEvent = (typeof EVENTS)[number];
const MESSAGE_EVENTS: readonly NotifyEvent[] = ['MessageNew', 'MessageExpunge', 'FlagChange'];

/** Which mailboxes a group is about (RFC 5465 §6). */
export type Filter =
  | { readonly kind: 'inboxes' | 'personal' | 'subscribed' }
  | { readonly kind: 'subtree' | 'mailboxes'; readonly names: ReadonlySet<string> };

/** What is told of the mailboxes of a filter. */
export interface Group {
  readonly filter: Filter;
  readonly events: ReadonlySet<NotifyEvent>;
}

/** What is told of the selected mailbox. */
export interface SelectedGroup {
  /** Messages are told as gone only where a command allows it. */
  readonly delayed: boolean;
  readonly events: ReadonlySet<NotifyEvent>;
  /** What is told of a message that comes. */
  readonly items: readonly FetchItem[];
}

/** NOTIFY SET (RFC 5465 §3.1). */
export interface NotifyRequest {
  /** STATUS of the mailboxes first. */
  readonly status: boolean;
  readonly selected: SelectedGroup | null;
  /** The first whose filter fits a mailbox counts. */
  readonly groups: readonly Group[];
}

/** ` NONE` (null) or ` SET STATUS (selected (MessageNew MessageExpunge)) (personal (MailboxName))`. */
export function readNotify(args: Args, session: Session): NotifyRequest | null {
  args.sp();
  if (args.word('NONE')) {
    args.end();
    return null;
  }
  if (!args.word('SET')) args.fail('SET or NONE');
  args.sp();
  const status = args.word('STATUS');
  if (status) args.sp();
  let selected: SelectedGroup | null = null;
  const groups: Group[] = [];
  do {
    if (groups.length >= MAX_GROUPS) throw new BadCommand(`NOTIFY takes ${MAX_GROUPS} groups`, 'TOOBIG');
    const read = readGroup(args, session);
    if ('filter' in read) groups.push(read);
    else if (selected) throw new BadCommand('NOTIFY takes one group about the selected mailbox');
    else selected = read;
  } while (args.more());
  args.end();
  return { status, selected, groups };
}

function readGroup(args: Args, session: Session): Group | SelectedGroup {
  args.expect('(');
  const name = args.atom('a filter of mailboxes');
  if (name === 'SELECTED' || name === 'SELECTED-DELAYED') {
    args.sp();
    const { events, items } = readEvents(args, true);
    args.expect(')');
    return { delayed: name === 'SELECTED-DELAYED', events, items };
  }
  const filter = readFilter(name, args, session);
  args.sp();
  const { events } = readEvents(args, false);
  args.expect(')');
  return { filter, events };
}

function readFilter(name: string, args: Args, session: Session): Filter {
  switch (name) {
    case 'INBOXES':
    case 'PERSONAL':
    case 'SUBSCRIBED':
      return { kind: name.toLowerCase() as 'inboxes' | 'personal' | 'subscribed' };
    case 'SUBTREE':
    case 'MAILBOXES':
      args.sp();
      return { kind: name.toLowerCase() as 'subtree' | 'mailboxes', names: readNames(args, session) };
    default:
      throw new BadCommand(`NOTIFY has no filter ${name} here`);
  }
}

function readNames(args: Args, session: Session): Set<string> {
  const names = new Set<string>();
  const one = () => {
    if (names.size >= MAX_NAMES) throw new BadCommand(`NOTIFY takes ${MAX_NAMES} mailboxes in a group`, 'TOOBIG');
    const name = decodeMailboxName(args.astring('a mailbox name'), session);
    names.add(name.toUpperCase() === 'INBOX' ? 'INBOX' : name);
  };
  if (args.peek() === '(') args.list(one);
  else one();
  return names;
}

function readEvents(args: Args, selected: boolean): { events: Set<NotifyEvent>; items: readonly FetchItem[] } {
  const events = new Set<NotifyEvent>();
  let items: readonly FetchItem[] = [];
  if (args.word('NONE')) return { events, items };
  args.list(() => {
    const event = readEvent(args);
    if (selected && !MESSAGE_EVENTS.includes(event)) throw new BadCommand(`${event} is not of the selected mailbox`);
    events.add(event);
    if (event !== 'MessageNew' || args.peek(2) !== ' (') return;
    if (!selected) throw new BadCommand('MessageNew has items of FETCH only for the selected mailbox');
    args.sp();
    items = readItems(args);
  }, 'a list of events');
  // RFC 5465 §5: the one without the other would leave the client with wrong numbers.
  if (events.has('MessageNew') !== events.has('MessageExpunge'))
    throw new BadCommand('MessageNew and MessageExpunge go together');
  if (events.has('FlagChange') && !events.has('MessageNew'))
    throw new BadCommand('FlagChange needs MessageNew and MessageExpunge');
  return { events, items };
}

function readEvent(args: Args): NotifyEvent {
  const word = args.atom('an event');
  const event = EVENTS.find((each) => each.toUpperCase() === word);
  // RFC 5465 §5: those that are known here.
  if (!event) throw new Refused(`There is no event ${word} here`, `BADEVENT (${EVENTS.join(' ')})`);
  return event;
}
