import { z } from 'zod';
import { messageOf, messageShape } from '../criteria.js';
import { tool } from '../tool.js';

export const extractLink = tool({
  name: 'extract_link',
  title: 'Take the link out of a mail',
  description:
    'The address of a link in a mail that is there (`id`) or that is waited for: the first that `match` fits, else the likeliest (a button, no unsubscribing). The error lists the links that there are.',
  input: z.strictObject({
    ...messageShape,
    match: z.string().max(1000).optional().describe('Part of the text or the address of the link'),
  }),
  effect: 'reads',
  async run({ match, ...wanted }, bench) {
    const mail = await messageOf(wanted, bench);
    return { link: mail.extractLink(match), id: mail.id, subject: mail.subject };
  },
});
