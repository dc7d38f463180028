import type { Command } from '../command.js';
import { none } from './arguments.js';

/** RFC 1939 §5. */
export const noop: Command = {
  name: 'NOOP',
  states: ['transaction'],
  run({ argument }) {
    none(argument, 'NOOP');
    return { text: 'Nothing done' };
  },
};
