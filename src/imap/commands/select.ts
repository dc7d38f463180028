import type { Survey, UidRange } from '../../store/types.js';
import { type Call, type Command, type Done, LOGGED_IN } from '../command.js';
import { mailboxName } from '../format/strings.js';
import { tellKeywords } from '../session/flags.js';
import { readSet } from '../session/numbers.js';
import { resync } from '../session/resync.js';
import { openView } from '../session/select.js';
import type { Session } from '../session/session.js';
import { resolveUids, SAVED } from '../text/sequence-set.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 7162 §3.2.5: what the client remembers of the mailbox. */
interface Memory {
  readonly uidValidity: number;
  readonly modseq: number;
  readonly known: readonly UidRange[] | null;
}

/** RFC 9051 §6.3.2. */
export const select: Command = {
  name: 'SELECT',
  states: LOGGED_IN,
  capabilities: [{ word: 'CONDSTORE' }, { word: 'QRESYNC' }, { word: 'OBJECTID' }],
  run: (call) => open(call, false),
};

/** RFC 9051 §6.3.3: the same, but nothing is changed by it, not even \Recent. */
export const examine: Command = { name: 'EXAMINE', states: LOGGED_IN, run: (call) => open(call, true) };

async function open({ session, args }: Call, readOnly: boolean): Promise<Done> {
  args.sp();
  const name = readMailboxName(args, session);
  const memory = args.more() ? readParameters(args, session) : null;
  args.end();
  if (session.selected) {
    session.deselect();
    // RFC 9051 §7.1: tells from where on responses are about the new mailbox.
    session.out.line('* OK [CLOSED] The previous mailbox is closed');
  }
  const mailbox = await session.store.mailbox(session.account, name);
  const survey = await openView(session, mailbox.id, readOnly);
  tell(session, survey);
  if (memory && memory.uidValidity === survey.mailbox.uidValidity) {
    const { view } = session;
    await resync(session, view, memory.modseq, memory.known ?? [{ first: 1, last: survey.mailbox.uidNext - 1 }]);
  }
  return { code: readOnly ? 'READ-ONLY' : 'READ-WRITE' };
}

function tell(session: Session, { mailbox, firstUnseen }: Survey): void {
  const { out, view, rev2 } = session;
  tellKeywords(session, view);
  out.line(`* ${view.count} EXISTS`);
  if (!rev2) {
    out.line(`* ${view.recent.count(view)} RECENT`);
    const number = firstUnseen === null ? 0 : view.numberOf(firstUnseen);
    if (number > 0) out.line(`* OK [UNSEEN ${number}] The first unread message`);
  }
  out.line(`* OK [UIDVALIDITY ${mailbox.uidValidity}] UIDs are valid`);
  out.line(`* OK [UIDNEXT ${mailbox.uidNext}] The next UID`);
  out.line(`* OK [HIGHESTMODSEQ ${mailbox.highestModseq}] The latest change`);
  out.line(`* OK [MAILBOXID (${mailbox.id})] The mailbox`);
  if (rev2) out.line(`* LIST () "/" ${mailboxName(mailbox.name, true)}`);
}

/** `(CONDSTORE)` or `(QRESYNC (67890007 20050715194045000 41,43:211 (1:9 41:49)))` (RFC 7162 §3.1.8, §3.2.5). */
function readParameters(args: Args, session: Session): Memory | null {
  let memory: Memory | null = null;
  args.list(() => {
    const name = args.atom('CONDSTORE or QRESYNC');
    if (name === 'CONDSTORE') session.enabled.add('CONDSTORE');
    else if (name === 'QRESYNC') memory = readQresync(args, session);
    else throw new BadCommand(`SELECT has no parameter ${name} here`);
  });
  return memory;
}

function readQresync(args: Args, session: Session): Memory {
  if (!session.enabled.has('QRESYNC')) throw new BadCommand('Say ENABLE QRESYNC first', 'CLIENTBUG');
  args.sp();
  args.expect('(');
  const uidValidity = args.nzNumber('a UIDVALIDITY');
  args.sp();
  const modseq = args.number64('a mod-sequence');
  let known: UidRange[] | null = null;
  while (args.more()) {
    if (args.peek() === '(') {
      // Which numbers its UIDs had would spare some VANISHED (§3.2.5.2); all of them are told instead.
      args.expect('(');
      readSet(args);
      args.sp();
      readSet(args);
      args.expect(')');
      break;
    }
    const set = readSet(args);
    if (set === SAVED || known) throw new BadCommand('Expected the known UIDs');
    known = resolveUids(set, 4_294_967_295);
  }
  args.expect(')');
  return { uidValidity, modseq, known };
}
