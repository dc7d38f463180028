import type { Command } from '../command.js';
import { none } from './arguments.js';
import { counted } from './log-in.js';

/** RFC 1939 §5: takes all marks away. */
export const rset: Command = {
  name: 'RSET',
  states: ['transaction'],
  run({ session: { drop }, argument }) {
    none(argument, 'RSET');
    drop.reset();
    return { text: `${counted(drop.count)} (${drop.octets} octets)` };
  },
};
