import { type Call, type Command, LOGGED_IN } from '../command.js';
import { Notifier } from '../notify/notifier.js';
import { readNotify } from '../notify/request.js';

/** RFC 5465: what happens is told at once, also of mailboxes that are not selected. */
export const notify: Command = {
  name: 'NOTIFY',
  states: LOGGED_IN,
  capabilities: [{ word: 'NOTIFY' }],
  run,
};

async function run({ session, args }: Call): Promise<undefined> {
  const request = readNotify(args, session);
  session.notify(request && (await Notifier.open(session, request)));
  return undefined;
}
