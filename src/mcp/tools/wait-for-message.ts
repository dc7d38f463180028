import { z } from 'zod';
import { criteriaShape, waitFor } from '../criteria.js';
import { messageOf } from '../shapes.js';
import { tool } from '../tool.js';

export const waitForMessage = tool({
  name: 'wait_for_message',
  title: 'Wait for a mail',
  description:
    'Answers with the mail the moment it is there, at once when it is there already. When none comes in time, the error says which mail did come, and which condition it did not meet.',
  input: z.strictObject(criteriaShape),
  effect: 'reads',
  run: async (criteria, { client, signal }) => messageOf(await waitFor(client, criteria, signal)),
});
