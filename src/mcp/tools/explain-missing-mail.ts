import { z } from 'zod';
import { tool } from '../tool.js';

/** Happenings that are told; the verdict is what matters. */
const TOLD = 10;

export const explainMissingMail = tool({
  name: 'explain_missing_mail',
  title: 'Why a mail is not there',
  description:
    'Why mail for an address did, or did not, arrive: refused (with the reply), never complete, read and deleted, sent to a close address, or never sent; and what to try next. Ask this when a wait was in vain.',
  input: z.strictObject({
    to: z.string().trim().min(1).max(320).describe('The whole address that the mail should have come to'),
    since: z
      .string()
      .max(200)
      .optional()
      .describe('A cursor of list_messages, a time (ISO 8601), or a duration such as 10m before now'),
  }),
  effect: 'reads',
  async run({ to, since }, { client, signal }) {
    const { verdict, title, text, advice, happenings, near } = await client.why({ to, since, signal });
    return {
      verdict,
      title,
      text,
      advice: advice.map((each) => each.text),
      happenings: happenings
        .slice(0, TOLD)
        .map(({ at, title: what, subject, message, facts }) => ({ at, what, subject, message, facts })),
      near,
    };
  },
});
