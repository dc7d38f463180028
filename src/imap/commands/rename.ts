import { type Command, LOGGED_IN } from '../command.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 9051 §6.3.6. */
export const rename: Command = {
  name: 'RENAME',
  states: LOGGED_IN,
  async run({ session, args }) {
    args.sp();
    const from = readMailboxName(args, session);
    args.sp();
    const to = readMailboxName(args, session);
    args.end();
    await session.store.renameMailbox(session.account, from, to);
    return undefined;
  },
};
