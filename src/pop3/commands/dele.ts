import type { Command } from '../command.js';
import { messageNumber } from './arguments.js';

/** RFC 1939 §5: marks a message; it goes with QUIT. */
export const dele: Command = {
  name: 'DELE',
  states: ['transaction'],
  run({ session: { drop }, argument }) {
    const item = drop.get(messageNumber(argument));
    drop.markDeleted(item);
    return { text: `Message ${item.number} is marked as deleted` };
  },
};
