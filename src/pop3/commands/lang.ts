import { ANY_STATE, type Command } from '../command.js';
import { Refused } from '../refused.js';

/** RFC 6856 §3: the texts behind `+OK` and `-ERR` are English. */
export const lang: Command = {
  name: 'LANG',
  states: ANY_STATE,
  capabilities: [{ word: 'LANG' }],
  run({ argument }) {
    const range = argument.trim().toLowerCase();
    if (range === '') return { text: 'One language', lines: ['en English'] };
    // RFC 4647 §3.4: `en-GB` falls back to `en`; `*` is whatever there is.
    if (range === '*' || range === 'en' || range.startsWith('en-') || range === 'i-default')
      return { text: 'en English' };
    throw new Refused('That language is not spoken here; `LANG` lists those that are');
  },
};
