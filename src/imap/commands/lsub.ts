import { type Command, LOGGED_IN } from '../command.js';
import { mailboxName } from '../format/strings.js';
import { allNames } from '../mailboxes/listing.js';
import { listPattern } from '../mailboxes/pattern.js';
import { decodePattern } from './mailbox-name.js';

/** RFC 3501 §6.3.9: subscribed names, whether their mailboxes are there or not. */
export const lsub: Command = {
  name: 'LSUB',
  states: LOGGED_IN,
  async run({ session, args }) {
    args.sp();
    const reference = decodePattern(args.astring('a reference'), session);
    args.sp();
    const pattern = decodePattern(args.pattern(), session);
    args.end();
    const matches = listPattern(reference + pattern);
    for (const { name, subscribed, subscribedUnasked } of await allNames(session, matches)) {
      // With `%` a level is told for the subscriptions below it, which do not match themselves.
      if (!matches(name) || !(subscribed || (subscribedUnasked && pattern.includes('%')))) continue;
      session.out.line(`* LSUB (${subscribed ? '' : '\\Noselect'}) "/" ${mailboxName(name, session.utf8)}`);
    }
    return undefined;
  },
};
