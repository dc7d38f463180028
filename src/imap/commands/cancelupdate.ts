import { type Call, type Command, SELECTED } from '../command.js';
import { fromOctets } from '../wire/octets.js';

/** RFC 5267 §4.3.4: the results of these searches need not be kept true any more. */
export const cancelUpdate: Command = {
  name: 'CANCELUPDATE',
  states: SELECTED,
  run({ session, args }: Call) {
    const tags: string[] = [];
    do {
      args.sp();
      tags.push(fromOctets(args.string('a tag in quotes')));
    } while (!args.atEnd);
    for (const tag of tags) session.view.contexts.delete(tag);
    return undefined;
  },
};
