import { z } from 'zod';
import { pageOf } from '../shapes.js';
import { tool } from '../tool.js';
import { pageShape } from './list-messages.js';

export const searchMessages = tool({
  name: 'search_messages',
  title: 'Search captured mail',
  description:
    'Free words are looked for everywhere in a mail, and all must be there. Operators: to: from: cc: subject: body: header:Name=value message-id: tag: has:attachment attachment:*.pdf link:host code:123456 larger:1mb after:2026-01-31 newer_than:2h is:unread sort:oldest. A minus before one excludes it, OR and brackets combine, "…" is a phrase, /…/i an expression (RE2).',
  input: z.strictObject({
    query: z.string().min(1).max(4096).describe('For example: to:ann@example.org subject:"reset your password"'),
    ...pageShape,
  }),
  effect: 'reads',
  run: async ({ query, limit, page }, { client, signal }) =>
    pageOf(await client.messages.list({ query, limit, cursor: page, signal })),
});
