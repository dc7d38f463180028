import { Slice } from '../../lib/slice.js';
import type { Capture, Message } from '../../store/types.js';
import { discardAll, readMessages } from '../append/read-messages.js';
import { type Call, type Command, type Done, LOGGED_IN } from '../command.js';
import { printSet } from '../text/sequence-set.js';
import { targetMailbox } from './copy.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 9051 §6.3.12; several messages at one moment: RFC 3502. */
export const append: Command = {
  name: 'APPEND',
  states: LOGGED_IN,
  streams: true,
  capabilities: [{ word: 'MULTIAPPEND' }, { word: 'CATENATE' }, { word: 'URL-PARTIAL' }],
  run,
};

async function run({ session, args, reader }: Call): Promise<Done> {
  args.sp();
  await reader.small(args);
  const name = readMailboxName(args, session);
  // Before the message comes: a client that waits need not send it for nothing.
  const mailbox = await targetMailbox(session, name);
  const messages = await readMessages(session, args, reader);
  try {
    const slice = new Slice();
    const captures: Capture[] = [];
    for (const message of messages) {
      captures.push(message.capture(mailbox));
      await slice.turn();
    }
    const kept = await session.store.appendAll(captures);
    return { code: `APPENDUID ${mailbox.uidValidity} ${printSet(kept.map((message) => uidIn(message, mailbox.id)))}` };
  } finally {
    await discardAll(messages);
  }
}

export const uidIn = ({ locations }: Message, mailboxId: string): number =>
  locations.find((location) => location.mailboxId === mailboxId)?.uid ?? 0;
