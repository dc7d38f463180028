import { type Command, LOGGED_IN } from '../command.js';

/** RFC 8437: back to the state before login, on the same connection. */
export const unauthenticate: Command = {
  name: 'UNAUTHENTICATE',
  states: LOGGED_IN,
  capabilities: [{ word: 'UNAUTHENTICATE' }],
  run({ session, args }) {
    args.end();
    session.reset();
    return { code: `CAPABILITY ${session.capabilities(session)}` };
  },
};
