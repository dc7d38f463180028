import type { Command } from '../command.js';
import type { Maildrop } from '../maildrop/maildrop.js';
import { optionalMessageNumber } from './arguments.js';
import { counted } from './log-in.js';

/** RFC 1939 §5: the size of one message, or of all that are not marked. */
export const list: Command = {
  name: 'LIST',
  states: ['transaction'],
  run({ session: { drop }, argument }) {
    const number = optionalMessageNumber(argument);
    if (number !== null) return { text: `${number} ${drop.get(number).size}` };
    return { text: `${counted(drop.count)} (${drop.octets} octets)`, lines: sizes(drop) };
  },
};

function* sizes(drop: Maildrop): Generator<string> {
  for (const { number, size } of drop) yield `${number} ${size}`;
}
