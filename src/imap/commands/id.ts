import { version } from '../../lib/version.js';
import { ANY_STATE, type Command } from '../command.js';
import { BadCommand } from '../wire/errors.js';
import { fromOctets } from '../wire/octets.js';

/** RFC 2971 §3.3. */
const MAX_PAIRS = 30;
const MAX_VALUE = 1024;

/** RFC 2971. What the client says of itself stands in the transcript. */
export const id: Command = {
  name: 'ID',
  states: ANY_STATE,
  capabilities: [{ word: 'ID' }],
  run({ session, args }) {
    args.sp();
    const said: string[] = [];
    if (!args.word('NIL')) {
      args.list(() => {
        const name = args.string('the name of a field');
        args.sp();
        // Some send numbers of versions without quotes.
        const value = args.word('NIL') ? null : args.astring('a value or NIL');
        if (said.length >= MAX_PAIRS || (value?.length ?? 0) > MAX_VALUE)
          throw new BadCommand(`ID takes ${MAX_PAIRS} fields of ${MAX_VALUE} octets`);
        said.push(`${fromOctets(name)}: ${value === null ? '-' : fromOctets(value)}`);
      });
    }
    args.end();
    if (said.length > 0) session.line.note(`the client is ${said.join(', ')}`);
    session.out.line(`* ID ("name" "Restante" "version" "${version}")`);
    return undefined;
  },
};
