import { ANY_STATE, type Command } from '../command.js';

/** RFC 9051 §6.1.1. */
export const capability: Command = {
  name: 'CAPABILITY',
  states: ANY_STATE,
  run({ session, args }) {
    args.end();
    session.out.line(`* CAPABILITY ${session.capabilities(session)}`);
    return undefined;
  },
};
