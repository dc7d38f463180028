import type { Command } from '../command.js';
import { Refused } from '../refused.js';
import { none } from './arguments.js';

/** RFC 2595 §4. */
export const stls: Command = {
  name: 'STLS',
  states: ['authorization'],
  // RFC 2595 §4: told only where it may be said.
  capabilities: [
    { word: 'STLS', line: ({ line, state }) => (line.secure || state.name === 'transaction' ? undefined : 'STLS') },
  ],
  async run({ session, argument }) {
    none(argument, 'STLS');
    if (session.line.secure) throw new Refused('This is TLS already');
    await session.line.startTls('Begin TLS');
    session.restart();
    return { text: '', answered: true };
  },
};
