import { MailboxNotFound } from '../../store/errors.js';
import type { Copied, Mailbox } from '../../store/types.js';
import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { readSet, uidsOf } from '../session/numbers.js';
import type { Session } from '../session/session.js';
import { printSet } from '../text/sequence-set.js';
import { Refused } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 9051 §6.4.7. */
export const copy: Command = { name: 'COPY', states: SELECTED, uid: true, run: (call) => transfer(call, 'copy') };

/** RFC 9051 §6.4.8, RFC 6851. */
export const move: Command = {
  name: 'MOVE',
  states: SELECTED,
  uid: true,
  capabilities: [{ word: 'MOVE' }],
  run: (call) => transfer(call, 'move'),
};

async function transfer({ session, args, uid }: Call, kind: 'copy' | 'move'): Promise<Done> {
  args.sp();
  const set = readSet(args);
  args.sp();
  const name = readMailboxName(args, session);
  args.end();
  const uids = uidsOf(session, set, uid);
  const { view, store } = session;
  if (kind === 'move' && view.readOnly) throw new Refused('The mailbox was opened for reading only', 'READ-ONLY');
  const target = await targetMailbox(session, name);
  if (view.deleted || uids.length === 0) return {};
  const copied = await store[kind](view.mailboxId, uids, target.id);
  if (kind === 'move')
    session.hasTaken(
      view.mailboxId,
      copied.pairs.map(({ from }) => from),
    );
  const code = copyUid(copied);
  if (kind === 'copy' || code === undefined) return { code };
  // RFC 6851 §4.3: before the messages are told as gone, so that the client knows where they went.
  session.out.line(`* OK [${code}] Moved`);
  return {};
}

/** A mailbox to put messages into. @throws Refused with TRYCREATE when it is not there (RFC 9051 §6.4.7) */
export async function targetMailbox({ store, account }: Session, name: string): Promise<Mailbox> {
  try {
    return await store.mailbox(account, name);
  } catch (error) {
    if (error instanceof MailboxNotFound) throw new Refused(error.message, 'TRYCREATE');
    throw error;
  }
}

/** RFC 4315 §3; nothing when nothing was copied. */
function copyUid({ uidValidity, pairs }: Copied): string | undefined {
  if (pairs.length === 0) return undefined;
  return `COPYUID ${uidValidity} ${printSet(pairs.map(({ from }) => from))} ${printSet(pairs.map(({ to }) => to))}`;
}
