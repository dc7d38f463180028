import { ANY_STATE, type Command } from '../command.js';
import { Refused } from '../refused.js';
import { none } from './arguments.js';
import { counted } from './log-in.js';

/** RFC 1939 §4 and §6: after a login what is marked goes now, and the maildrop is free again. */
export const quit: Command = {
  name: 'QUIT',
  states: ANY_STATE,
  async run({ session, argument }) {
    none(argument, 'QUIT');
    if (session.state.name === 'authorization') return { text: 'Bye', bye: true };
    const { drop } = session.state;
    const { marked, uids } = await drop.update().catch((error: unknown) => {
      session.house.logger.error({ err: error }, 'pop3: a maildrop could not be changed');
      throw new Refused('Not all could be deleted', 'SYS/TEMP', true);
    });
    session.hasTaken(drop.mailboxId, uids);
    // Who hears our goodbye may come back at once.
    session.end();
    return { text: marked > 0 ? `${counted(marked)} deleted, bye` : 'Bye', bye: true };
  },
};
