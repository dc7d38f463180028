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
    const { store, account } = session;
    const { id } = await store.mailbox(account, name);
    await store.deleteMailbox(account, name);
    session.hasTaken(id);
    return undefined;
  },
};
