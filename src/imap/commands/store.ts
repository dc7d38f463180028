import type { Entry, FlagChange } from '../../store/types.js';
import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { flagList } from '../session/flags.js';
import { readSet, uidsOf } from '../session/numbers.js';
import type { Session } from '../session/session.js';
import { tellEntry } from '../session/updates.js';
import { printSet } from '../text/sequence-set.js';
import type { Args } from '../wire/args.js';
import { BadCommand, Refused } from '../wire/errors.js';

const MODES = { '+': 'add', '-': 'remove', '': 'replace' } as const;

/** RFC 9051 §6.4.6, with UNCHANGEDSINCE of RFC 7162 §3.1.3. */
export const store: Command = {
  name: 'STORE',
  states: SELECTED,
  uid: true,
  holdsNumbers: true,
  run,
};

async function run({ session, args, uid }: Call): Promise<Done> {
  args.sp();
  const set = readSet(args);
  args.sp();
  const unchangedSince = args.peek() === '(' ? readModifier(args) : undefined;
  const sign = args.skip('+') ? '+' : args.skip('-') ? '-' : '';
  const item = args.atom('FLAGS');
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new BadCommand('STORE changes FLAGS and nothing else');
  args.sp();
  const flags = args.flags({ bare: true });
  args.end();
  if (unchangedSince !== undefined) await session.enableCondstore();
  const uids = uidsOf(session, set, uid);
  const { view } = session;
  if (view.readOnly) throw new Refused('The mailbox was opened for reading only', 'READ-ONLY');
  if (view.deleted || uids.length === 0) return {};
  const change: FlagChange = { mode: MODES[sign], flags, unchangedSince };
  const { entries, modified } = await session.store.setFlags(view.mailboxId, uids, change);
  await answer(session, entries, { silent: item === 'FLAGS.SILENT', uid });
  // RFC 7162 §3.1.3: the command has done what it could.
  if (modified.length === 0) return view.holdsGone ? { code: 'EXPUNGEISSUED' } : {};
  const numbers = uid ? modified : modified.map((each) => view.numberOf(each)).filter((number) => number > 0);
  return { code: `MODIFIED ${printSet(numbers)}`, text: 'Some messages had changed and were left alone' };
}

function readModifier(args: Args): number {
  args.expect('(');
  if (!args.word('UNCHANGEDSINCE')) args.fail('UNCHANGEDSINCE');
  args.sp();
  const modseq = args.number64('a mod-sequence');
  args.expect(')');
  args.sp();
  return modseq;
}

/** Tells the flags as they are now, unless that is not wanted; a mod-sequence is told in any case (RFC 7162 §3.1.3). */
async function answer(
  session: Session,
  entries: readonly Entry[],
  { silent, uid }: { silent: boolean; uid: boolean },
): Promise<void> {
  const { view, out } = session;
  for (const entry of entries) {
    view.forgetChange(entry.uid);
    if (silent && !session.condstore) continue;
    if (uid || session.condstore) tellEntry(session, view, entry, { flags: !silent });
    else {
      const number = view.numberOf(entry.uid);
      if (number > 0) out.line(`* ${number} FETCH (FLAGS (${flagList(session, view, entry)}))`);
    }
    const wait = out.ready();
    if (wait) await wait;
  }
}
