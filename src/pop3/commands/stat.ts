import type { Command } from '../command.js';
import { none } from './arguments.js';

/** RFC 1939 §5: number and octets of the messages that are not marked. */
export const stat: Command = {
  name: 'STAT',
  states: ['transaction'],
  run({ session: { drop }, argument }) {
    none(argument, 'STAT');
    return { text: `${drop.count} ${drop.octets}` };
  },
};
