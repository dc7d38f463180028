import { z } from 'zod';
import { rowOf } from '../shapes.js';
import { tool } from '../tool.js';

const mailboxes = z.union([z.string().max(1000), z.array(z.string().max(1000)).min(1).max(100)]);

export const sendMessage = tool({
  name: 'send_message',
  title: 'Send a mail into the sandbox',
  description:
    'Makes a mail and captures it, as if an application had sent it. It stays in the sandbox, unless somebody has set up rules that let such mail out.',
  input: z.strictObject({
    from: z.string().max(1000).describe('For example: Shop <shop@example.org>'),
    to: mailboxes,
    cc: mailboxes.optional(),
    subject: z.string().max(998).optional(),
    text: z.string().optional(),
    html: z.string().optional(),
    tags: z.array(z.string().min(1).max(100)).max(100).optional(),
  }),
  effect: 'adds',
  run: async (mail, { client }) => rowOf(await client.messages.send(mail)),
});
