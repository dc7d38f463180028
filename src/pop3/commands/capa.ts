import { ANY_STATE, type Command } from '../command.js';
import type { Session } from '../session.js';
import { none } from './arguments.js';

const DAY = 24 * 3_600_000;

/** RFC 2449 §6.7: whole days that messages stay; nothing when it is less than one, since 0 has a meaning of its own. */
function expiry({ house }: Session): string | undefined {
  const days = Math.floor(house.config.store.maxAge / DAY);
  if (house.config.store.maxAge === 0) return 'EXPIRE NEVER';
  return days === 0 ? undefined : `EXPIRE ${days}`;
}

/** RFC 2449 §5. */
export const capa: Command = {
  name: 'CAPA',
  states: ANY_STATE,
  capabilities: [
    { word: 'RESP-CODES' }, // RFC 2449 §6.4
    { word: 'AUTH-RESP-CODE' }, // RFC 3206 §5
    { word: 'PIPELINING' }, // RFC 2449 §6.6
    { word: 'EXPIRE', line: expiry },
    { word: 'IMPLEMENTATION', line: () => 'IMPLEMENTATION Restante' }, // RFC 2449 §6.9
  ],
  run({ session, argument }) {
    none(argument, 'CAPA');
    return { text: 'What this server can', lines: session.capabilities(session) };
  },
};
