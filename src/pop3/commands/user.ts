import type { Command } from '../command.js';
import { Mistaken } from '../refused.js';
import { requirePrivacy } from './log-in.js';

/** RFC 1939 §7. Every name is welcome: which ones there are is not disclosed. */
export const user: Command = {
  name: 'USER',
  states: ['authorization'],
  capabilities: [{ word: 'USER', line: (session) => (session.mustSecure ? undefined : 'USER') }],
  run({ session, argument }) {
    requirePrivacy(session);
    const name = argument.trim();
    if (name === '') throw new Mistaken('The name is missing');
    session.state = { name: 'authorization', user: name };
    return { text: 'Now PASS' };
  },
};
