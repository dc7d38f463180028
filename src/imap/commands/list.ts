import { type Call, type Command, LOGGED_IN } from '../command.js';
import { mailboxName } from '../format/strings.js';
import { allNames, type Listed } from '../mailboxes/listing.js';
import { listPattern } from '../mailboxes/pattern.js';
import { readStatusItems, tellStatus } from '../mailboxes/status-items.js';
import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';
import { decodePattern } from './mailbox-name.js';

/** Patterns of one LIST (RFC 5258 §3 has a few in its examples). */
const MAX_PATTERNS = 100;

/** What a LIST asks for (RFC 5258, RFC 5819, RFC 6154). */
interface Request {
  /** In the extended form the answer says more. */
  extended: boolean;
  subscribedOnly: boolean;
  specialOnly: boolean;
  recursive: boolean;
  reference: string;
  patterns: string[];
  returnSubscribed: boolean;
  status: string[];
}

/** RFC 9051 §6.3.9. */
export const list: Command = {
  name: 'LIST',
  states: LOGGED_IN,
  capabilities: [{ word: 'CHILDREN' }, { word: 'SPECIAL-USE' }, { word: 'LIST-EXTENDED' }, { word: 'LIST-STATUS' }],
  run,
};

async function run({ session, args }: Call): Promise<undefined> {
  const request = readRequest(args, session);
  const { out } = session;
  if (request.status.includes('HIGHESTMODSEQ')) await session.enableCondstore();
  // RFC 9051 §6.3.9: the empty pattern asks for the separator and the root.
  if (!request.extended && request.patterns[0] === '') {
    out.line('* LIST (\\Noselect) "/" ""');
    return undefined;
  }
  const patterns = request.patterns.map((pattern) => listPattern(request.reference + pattern));
  const matches = (name: string): boolean => patterns.some((fits) => fits(name));
  for (const listed of await allNames(session, matches)) {
    if (!matches(listed.name)) continue;
    const line = lineOf(listed, request, session);
    if (line === undefined) continue;
    out.line(line);
    // RFC 5819 §2: right behind the LIST line, and none for a name without a mailbox.
    if (request.status.length > 0 && listed.mailbox) await tellStatus(session, listed.mailbox, request.status);
    const wait = out.ready();
    if (wait) await wait;
  }
  return undefined;
}

function readRequest(args: Args, session: Session): Request {
  const request: Request = {
    extended: false,
    subscribedOnly: false,
    specialOnly: false,
    recursive: false,
    reference: '',
    patterns: [],
    returnSubscribed: false,
    status: [],
  };
  args.sp();
  if (args.peek() === '(') {
    request.extended = true;
    args.list(() => readSelection(args, request));
    // RFC 5258 §3: it asks for the children of what something else selects.
    if (request.recursive && !request.subscribedOnly && !request.specialOnly)
      throw new BadCommand('RECURSIVEMATCH needs another selection option beside it');
    args.sp();
  }
  request.reference = decodePattern(args.astring('a reference'), session);
  args.sp();
  if (args.peek() === '(') {
    request.extended = true;
    args.list(() => {
      if (request.patterns.length >= MAX_PATTERNS) throw new BadCommand(`LIST takes ${MAX_PATTERNS} patterns`);
      request.patterns.push(decodePattern(args.pattern(), session));
    });
  } else request.patterns.push(decodePattern(args.pattern(), session));
  if (args.more()) {
    request.extended = true;
    if (!args.word('RETURN')) args.fail('RETURN');
    args.sp();
    args.list(() => readReturn(args, request));
  }
  args.end();
  return request;
}

function readSelection(args: Args, request: Request): void {
  const option = args.atom('a selection option');
  if (option === 'SUBSCRIBED') request.subscribedOnly = true;
  else if (option === 'SPECIAL-USE') request.specialOnly = true;
  else if (option === 'RECURSIVEMATCH') request.recursive = true;
  // RFC 5258 §3.1: there are no remote mailboxes, so this adds none.
  else if (option !== 'REMOTE') throw new BadCommand(`LIST has no selection option ${option} here`);
}

function readReturn(args: Args, request: Request): void {
  const option = args.atom('a return option');
  if (option === 'SUBSCRIBED') request.returnSubscribed = true;
  else if (option === 'STATUS') {
    args.sp();
    request.status = readStatusItems(args);
    // CHILDREN and SPECIAL-USE are told anyway.
  } else if (option !== 'CHILDREN' && option !== 'SPECIAL-USE')
    throw new BadCommand(`LIST has no return option ${option} here`);
}

/** The LIST line of a name that matches a pattern, or undefined when it is not asked for. */
function lineOf(listed: Listed, request: Request, session: Session): string | undefined {
  const { name, mailbox } = listed;
  const wanted =
    (!request.subscribedOnly || listed.subscribed) && (!request.specialOnly || Boolean(mailbox?.specialUse));
  const below =
    request.recursive &&
    (!request.subscribedOnly || listed.subscribedBelow) &&
    (!request.specialOnly || listed.specialBelow);
  // A parent that is told just for what is below it is not, where that is told itself: the client has it already.
  const unasked =
    below && (!request.subscribedOnly || listed.subscribedUnasked) && (!request.specialOnly || listed.specialUnasked);
  if (!wanted && !unasked) return undefined;
  // A name without a mailbox is told for the mailboxes below it, or for its subscription.
  if (!mailbox && !request.subscribedOnly && !listed.hasChildren) return undefined;
  const attributes: string[] = [];
  // RFC 5258 §3.1: \NonExistent says \Noselect too, to those who know it.
  if (!mailbox) attributes.push(session.rev2 || request.extended ? '\\NonExistent' : '\\Noselect');
  attributes.push(listed.hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  if (mailbox?.specialUse) attributes.push(mailbox.specialUse);
  if (listed.subscribed && (request.subscribedOnly || request.returnSubscribed)) attributes.push('\\Subscribed');
  const childInfo =
    below && request.subscribedOnly ? ' ("CHILDINFO" ("SUBSCRIBED"))' : below ? ' ("CHILDINFO" ("SPECIAL-USE"))' : '';
  return `* LIST (${attributes.join(' ')}) "/" ${mailboxName(name, session.utf8)}${childInfo}`;
}
