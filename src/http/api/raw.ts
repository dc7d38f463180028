import { readSlowly } from '../bytes.js';
import { PART_POLICY } from '../guard/headers.js';
import { noMessage, route } from '../route.js';
import { disposition, sendContent } from '../send.js';

export const getRaw = route({
  method: 'get',
  path: '/api/messages/{id}/raw',
  id: 'getRaw',
  opens: 'whole',
  scoped: true,
  group: 'Message',
  summary: 'The message byte for byte as it arrived',
  answers: {
    200: { description: 'The message', contentType: 'message/rfc822' },
    206: { description: 'The asked-for range', contentType: 'message/rfc822' },
    ...noMessage,
  },
  async handle({ context, params, req, res }) {
    const { id, size } = await context.store.get(params.id);
    res.set({
      'content-type': 'message/rfc822',
      'content-disposition': disposition('attachment', `${id}.eml`),
      'content-security-policy': PART_POLICY,
    });
    await sendContent(req, res, {
      knownSize: size,
      size: () => size,
      read: (range) => readSlowly(context.store, id, range),
    });
  },
});
