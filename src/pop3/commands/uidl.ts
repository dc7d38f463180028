import type { Command } from '../command.js';
import type { Maildrop } from '../maildrop/maildrop.js';
import { optionalMessageNumber } from './arguments.js';

/** RFC 1939 §7: a name for a message that no other one ever gets, or the names of all that are not marked. */
export const uidl: Command = {
  name: 'UIDL',
  states: ['transaction'],
  capabilities: [{ word: 'UIDL' }],
  run({ session: { drop }, argument }) {
    const number = optionalMessageNumber(argument);
    if (number !== null) return { text: `${number} ${drop.uniqueId(drop.get(number))}` };
    return { text: 'Numbers and unique names', lines: names(drop) };
  },
};

function* names(drop: Maildrop): Generator<string> {
  for (const item of drop) yield `${item.number} ${drop.uniqueId(item)}`;
}
