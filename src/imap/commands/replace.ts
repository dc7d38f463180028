import { readMessage } from '../append/read-messages.js';
import { type Call, type Command, type Done, SELECTED } from '../command.js';
import { BadCommand, Refused } from '../wire/errors.js';
import { uidIn } from './append.js';
import { targetMailbox } from './copy.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 8508: a message comes and another one goes, at one moment. */
export const replace: Command = {
  name: 'REPLACE',
  states: SELECTED,
  uid: true,
  streams: true,
  capabilities: [{ word: 'REPLACE' }],
  run,
};

async function run({ session, args, reader, uid: byUid }: Call): Promise<Done> {
  args.sp();
  const number = args.nzNumber(byUid ? 'a UID' : 'a sequence number');
  args.sp();
  await reader.small(args);
  const name = readMailboxName(args, session);
  const { view, store } = session;
  if (!byUid && number > view.count)
    throw new BadCommand(`There is no message ${number}; the mailbox has ${view.count}`);
  const uid = byUid ? number : view.uidOf(number);
  if (view.numberOf(uid) === 0 || view.isGone(uid))
    throw new Refused(`There is no message with UID ${uid}`, 'NONEXISTENT');
  if (view.readOnly) throw new Refused('The mailbox was opened for reading only', 'READ-ONLY');
  const mailbox = await targetMailbox(session, name);
  args.sp();
  const message = await readMessage(session, args, reader);
  try {
    args.end();
    const kept = await store.append(message.capture(mailbox, { mailboxId: view.mailboxId, uid }));
    session.hasTaken(view.mailboxId, [uid]);
    // §3.4: before the message is told as gone, so that the client knows what came for it.
    session.out.line(`* OK [APPENDUID ${mailbox.uidValidity} ${uidIn(kept, mailbox.id)}] Replaced`);
    return {};
  } finally {
    await message.discard().catch(() => {});
  }
}
