import { z } from 'zod';
import { pageOf } from '../shapes.js';
import { tool } from '../tool.js';

export const pageShape = {
  limit: z.number().int().min(1).max(100).default(20),
  page: z.string().max(200).optional().describe('`nextPage` of the answer before'),
};

export const listMessages = tool({
  name: 'list_messages',
  title: 'List captured mail',
  description:
    'The newest mail first. `cursor` in the answer is the present position: give it as `since` to wait_for_message, extract_link or extract_code, so that they pass over mail that was there before.',
  input: z.strictObject(pageShape),
  effect: 'reads',
  run: async ({ limit, page }, { client, signal }) =>
    pageOf(await client.messages.list({ limit, cursor: page, signal })),
});
