import { z } from 'zod';
import { idShape } from '../criteria.js';
import { LIMITS, messageOf } from '../shapes.js';
import { tool } from '../tool.js';

export const readMessage = tool({
  name: 'read_message',
  title: 'Read a mail',
  description: 'The whole mail: text, links, one-time codes, attachments; HTML and header fields when asked for.',
  input: z.strictObject({
    id: idShape,
    html: z.boolean().default(false).describe('With its HTML'),
    headers: z.boolean().default(false).describe('With all header fields, in order'),
    characters: z.number().int().min(100).max(1_000_000).default(LIMITS.text).describe('Most of the text and the HTML'),
  }),
  effect: 'reads',
  async run({ id, html, headers, characters }, { client }) {
    const mail = messageOf(await client.messages.get(id), { html, characters });
    if (!headers) return mail;
    const fields = await client.messages.headers(id);
    return { ...mail, headers: fields.map(({ name, value }) => `${name}: ${value}`) };
  },
});
