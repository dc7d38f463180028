import { ANY_STATE, type Command, SELECTED } from '../command.js';

/** RFC 9051 §6.1.2. What happened meanwhile is told with every command; this one does nothing else. */
export const noop: Command = {
  name: 'NOOP',
  states: ANY_STATE,
  run({ args }) {
    args.end();
    return undefined;
  },
};

/** RFC 3501 §6.4.1: what was answered OK is kept already. */
export const check: Command = { ...noop, name: 'CHECK', states: SELECTED };
