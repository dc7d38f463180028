import { type Call, type Command, type Done, LOGGED_IN } from '../command.js';
import { INTERNAL, resetKey } from '../url/keys.js';
import { BadCommand } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 4467 §7: URLs that were signed for a mailbox, or for all of the account, open no more. */
export const resetKeys: Command = { name: 'RESETKEY', states: LOGGED_IN, run };

async function run({ session, args }: Call): Promise<Done> {
  const { store, account } = session;
  const name = args.more() ? readMailboxName(args, session) : null;
  while (args.more()) {
    const mechanism = args.atom('INTERNAL');
    if (mechanism !== INTERNAL) throw new BadCommand(`There is no mechanism ${mechanism} here, only ${INTERNAL}`);
  }
  args.end();
  const mailboxes = name === null ? await store.mailboxes(account) : [await store.mailbox(account, name)];
  for (const { id } of mailboxes) await resetKey(store, { account, mailboxId: id });
  return name === null ? {} : { code: `URLMECH ${INTERNAL}` };
}
