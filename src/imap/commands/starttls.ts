import type { Command } from '../command.js';
import { statusLine } from '../session/answers.js';
import { BadCommand } from '../wire/errors.js';

/** RFC 9051 §6.2.1. Its answer goes out in clear, before the handshake. */
export const starttls: Command = {
  name: 'STARTTLS',
  states: ['unauthenticated'],
  capabilities: [{ word: 'STARTTLS', when: ({ state, line }) => state.name === 'unauthenticated' && !line.secure }],
  async run({ session, args, tag }) {
    args.end();
    if (session.line.secure) throw new BadCommand('TLS is on already');
    await session.line.startTls(statusLine(tag, 'OK', 'Begin TLS negotiation now'));
    return { answered: true };
  },
};
