import { type Command, LOGGED_IN } from '../command.js';
import { statusLine } from '../session/answers.js';
import { Refused } from '../wire/errors.js';

/** RFC 4978. */
export const compress: Command = {
  name: 'COMPRESS',
  states: LOGGED_IN,
  capabilities: [{ word: 'COMPRESS=DEFLATE', when: ({ line }) => !line.compressed }],
  async run({ session, args, tag }) {
    args.sp();
    const mechanism = args.atom('a compression mechanism');
    args.end();
    if (mechanism !== 'DEFLATE') throw new Refused(`There is no compression ${mechanism} here`, 'CANNOT');
    if (session.line.compressed) throw new Refused('DEFLATE is on already', 'COMPRESSIONACTIVE');
    await session.line.compress(statusLine(tag, 'OK', 'DEFLATE from here on'));
    return { answered: true };
  },
};
