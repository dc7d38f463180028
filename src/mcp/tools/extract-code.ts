import { z } from 'zod';
import { messageOf, messageShape } from '../criteria.js';
import { tool } from '../tool.js';

export const extractCode = tool({
  name: 'extract_code',
  title: 'Take the one-time code out of a mail',
  description: 'The likeliest verification code in a mail that is there (`id`) or that is waited for.',
  input: z.strictObject(messageShape),
  effect: 'reads',
  async run(wanted, bench) {
    const mail = await messageOf(wanted, bench);
    return { code: mail.extractCode(), id: mail.id, subject: mail.subject };
  },
});
