import { type Command, LOGGED_IN } from '../command.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 9051 §6.3.5. Sessions that have it selected see all its messages go. */
export const deleteMailbox: Command = {
  name: 'DELETE',
  states: LOGGED_IN,
  async run({ session, args }) {
    args.sp();
    const name = readMailboxName(args, session);
    args.end();
    await session.store.deleteMailbox(session.account, name);
    return undefined;
  },
};
