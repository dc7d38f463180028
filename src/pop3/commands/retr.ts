import type { Command } from '../command.js';
import { contentOf } from '../maildrop/content.js';
import { messageNumber } from './arguments.js';

/** RFC 1939 §5. */
export const retr: Command = {
  name: 'RETR',
  states: ['transaction'],
  async run({ session, argument }) {
    const { drop, store, line } = session;
    const item = drop.get(messageNumber(argument));
    const content = await contentOf(store, item);
    async function* whole(): AsyncGenerator<Buffer> {
      yield* content;
      drop.markRetrieved(item);
      session.hasRead(item.messageId, 'whole');
      line.note(`reader: message ${item.messageId} was retrieved`);
    }
    return { text: `${item.size} octets`, content: whole() };
  },
};
