import { z } from 'zod';
import { idShape } from '../criteria.js';
import { tool } from '../tool.js';

export const deleteMessages = tool({
  name: 'delete_messages',
  title: 'Delete mail',
  description: 'Deletes captured mail for good: by ids, by a search, or all of it; exactly one of the three.',
  input: z
    .strictObject({
      ids: z.array(idShape).min(1).max(1000).optional(),
      query: z.string().trim().min(1).max(4096).optional().describe('A search, as for search_messages'),
      all: z.literal(true).optional().describe('Everything that is there now'),
    })
    .refine((input) => Object.values(input).filter((value) => value !== undefined).length === 1, {
      message: 'give ids, or query, or all: true, and only one of them',
    }),
  effect: 'destroys',
  async run({ ids, query }, { client }) {
    // Mail that comes meanwhile stays: nobody has seen it.
    return { deleted: ids ? await client.messages.delete(ids) : await client.messages.clear({ query }) };
  },
});
