import { ANY_STATE, type Command } from '../command.js';

/** RFC 9051 §6.1.3. */
export const logout: Command = {
  name: 'LOGOUT',
  states: ANY_STATE,
  run({ session, args }) {
    args.end();
    session.out.line('* BYE Goodbye');
    session.end();
    return undefined;
  },
};
