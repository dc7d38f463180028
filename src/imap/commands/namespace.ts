import { type Command, LOGGED_IN } from '../command.js';

/** RFC 2342, RFC 9051 §6.3.10: everything is the user's own, levels are divided by `/`. */
export const namespace: Command = {
  name: 'NAMESPACE',
  states: LOGGED_IN,
  capabilities: [{ word: 'NAMESPACE' }],
  run({ session, args }) {
    args.end();
    session.out.line('* NAMESPACE (("" "/")) NIL NIL');
    return undefined;
  },
};
