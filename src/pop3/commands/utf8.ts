import type { Command } from '../command.js';
import { none } from './arguments.js';

/**
 * RFC 6856 §2. Names and passwords are UTF-8 in any case (`USER`), and messages are given as they were received whether
 * UTF8 was said or not: what an application sent is what its developer wants to see.
 */
export const utf8: Command = {
  name: 'UTF8',
  states: ['authorization'],
  capabilities: [{ word: 'UTF8', line: () => 'UTF8 USER' }],
  run({ argument }) {
    none(argument, 'UTF8');
    return { text: 'UTF-8 it is' };
  },
};
