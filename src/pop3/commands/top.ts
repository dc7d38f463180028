import type { Command } from '../command.js';
import { contentOf } from '../maildrop/content.js';
import { topOf } from '../maildrop/top.js';
import { messageNumber, number } from './arguments.js';

/** RFC 1939 §7: the header of a message and the first lines of its body. It does not count as read by that. */
export const top: Command = {
  name: 'TOP',
  states: ['transaction'],
  capabilities: [{ word: 'TOP' }],
  async run({ session, argument }) {
    const { drop, store, line } = session;
    const [message = '', lines = '', ...more] = argument.trim().split(/\s+/);
    const count = number([lines, ...more].join(' '), 'The number of lines');
    const item = drop.get(messageNumber(message));
    const content = await contentOf(store, item);
    session.hasRead(item.messageId, 'top');
    line.note(`reader: the top of message ${item.messageId} was looked at`);
    return { text: `The top of message ${item.number}`, content: topOf(content, count) };
  },
};
