import { type Command, LOGGED_IN } from '../command.js';
import { readStatusItems, tellStatus } from '../mailboxes/status-items.js';
import { readMailboxName } from './mailbox-name.js';

/** RFC 9051 §6.3.11. */
export const status: Command = {
  name: 'STATUS',
  states: LOGGED_IN,
  capabilities: [
    { word: 'STATUS=SIZE' },
    {
      word: ({ house }) => `APPENDLIMIT=${house.config.smtp.maxMessageSize}`,
      when: ({ house }) => house.config.smtp.maxMessageSize > 0,
    },
  ],
  async run({ session, args }) {
    args.sp();
    const name = readMailboxName(args, session);
    args.sp();
    const items = readStatusItems(args);
    args.end();
    if (items.includes('HIGHESTMODSEQ')) await session.enableCondstore();
    await tellStatus(session, await session.store.mailbox(session.account, name), items);
    return undefined;
  },
};
