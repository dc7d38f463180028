import { type Command, LOGGED_IN } from '../command.js';
import { astring, mailboxName } from '../format/strings.js';
import type { Session } from '../session/session.js';
import { Refused } from '../wire/errors.js';
import { readMailboxName } from './mailbox-name.js';

/** All mailboxes share the bounds of the store; the root has no name (RFC 9208 §3.3). */
const ROOT = '';
const KIBIBYTE = 1024;

/** `* QUOTA "" (STORAGE 10 512 MESSAGE 3 5000)`: what the store holds and may hold; nothing that has no bound. */
async function tellQuota({ store, house, out }: Session): Promise<void> {
  const { maxBytes, maxMessages } = house.config.store;
  const { bytes, messages } = await store.stats();
  const resources: string[] = [];
  if (maxBytes > 0) resources.push(`STORAGE ${Math.ceil(bytes / KIBIBYTE)} ${Math.floor(maxBytes / KIBIBYTE)}`);
  if (maxMessages > 0) resources.push(`MESSAGE ${messages} ${maxMessages}`);
  out.line(`* QUOTA ${astring(ROOT)} (${resources.join(' ')})`);
}

/** RFC 9208 §4.1.2. */
export const getQuota: Command = {
  name: 'GETQUOTA',
  states: LOGGED_IN,
  capabilities: [{ word: 'QUOTA' }, { word: 'QUOTA=RES-STORAGE' }, { word: 'QUOTA=RES-MESSAGE' }],
  async run({ session, args }) {
    args.sp();
    const root = args.astring('a quota root');
    args.end();
    if (root !== ROOT) throw new Refused('There is no such quota root; the only one is ""', 'NONEXISTENT');
    await tellQuota(session);
    return undefined;
  },
};

/** RFC 9208 §4.1.3. */
export const getQuotaRoot: Command = {
  name: 'GETQUOTAROOT',
  states: LOGGED_IN,
  async run({ session, args }) {
    args.sp();
    const name = readMailboxName(args, session);
    args.end();
    const mailbox = await session.store.mailbox(session.account, name);
    session.out.line(`* QUOTAROOT ${mailboxName(mailbox.name, session.utf8)} ${astring(ROOT)}`);
    await tellQuota(session);
    return undefined;
  },
};
