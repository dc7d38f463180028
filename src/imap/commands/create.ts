import { type Command, LOGGED_IN } from '../command.js';
import { SEPARATOR } from '../mailboxes/separator.js';
import type { Args } from '../wire/args.js';
import { Refused } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 6154 §2, by lower case. \All and \Flagged would be views of other mailboxes, which are not there. */
const USES = new Map(['\\Archive', '\\Drafts', '\\Junk', '\\Sent', '\\Trash'].map((use) => [use.toLowerCase(), use]));

/** RFC 9051 §6.3.4; with a special use RFC 6154 §3. */
export const create: Command = {
  name: 'CREATE',
  states: LOGGED_IN,
  capabilities: [{ word: 'CREATE-SPECIAL-USE' }],
  async run({ session, args }) {
    args.sp();
    const name = readMailboxName(args, session);
    const specialUse = args.more() ? readUse(args) : undefined;
    args.end();
    // A separator at the end says that mailboxes will be made below it, which is possible anyway.
    const clean = name.length > 1 && name.endsWith(SEPARATOR) ? name.slice(0, -1) : name;
    const mailbox = await session.store.createMailbox(session.account, clean, { specialUse });
    return { code: `MAILBOXID (${mailbox.id})` };
  },
};

/** `(USE (\Sent))` */
function readUse(args: Args): string | undefined {
  const uses: string[] = [];
  args.expect('(');
  if (!args.word('USE')) args.fail('USE');
  args.sp();
  args.list(() => {
    args.expect('\\');
    uses.push(`\\${args.atomAsIs('a special use')}`);
  });
  args.expect(')');
  const [use, ...more] = uses.map((each) => USES.get(each.toLowerCase()));
  if (uses.length > 0 && (use === undefined || more.length > 0))
    throw new Refused(`A mailbox can be one of ${[...USES.values()].join(', ')}`, 'USEATTR');
  return use;
}
