import { type Call, type Command, LOGGED_IN } from '../command.js';
import { readMailboxName } from './mailbox-name.js';

async function set({ session, args }: Call, subscribed: boolean): Promise<undefined> {
  args.sp();
  const name = readMailboxName(args, session);
  args.end();
  await session.store.setSubscribed(session.account, name, subscribed);
  return undefined;
}

/** RFC 9051 §6.3.7: also for a name that no mailbox has (yet, or any more). */
export const subscribe: Command = { name: 'SUBSCRIBE', states: LOGGED_IN, run: (call) => set(call, true) };

/** RFC 9051 §6.3.8. */
export const unsubscribe: Command = { name: 'UNSUBSCRIBE', states: LOGGED_IN, run: (call) => set(call, false) };
