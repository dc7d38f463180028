import { readSlowly } from '../../bytes.js';
import { PART_POLICY } from '../../guard/headers.js';
import { sendContent } from '../../send.js';
import { endpoint } from '../endpoint.js';
import { resolve } from './select.js';

export const getRaw = endpoint({
  peer: 'mailpit',
  scoped: true,
  method: 'get',
  path: '/api/v1/message/{id}/raw',
  opens: 'whole',
  differs: 'The bytes are those that were sent: no Return-Path, Message-ID or Bcc is put in.',
  async handle(call) {
    const { id, size } = await resolve(call);
    const { req, res, context } = call;
    res.set({ 'content-type': 'text/plain; charset=utf-8', 'content-security-policy': PART_POLICY });
    if (call.query.get('dl') === '1') res.set('content-disposition', `attachment; filename="${id}.eml"`);
    await sendContent(req, res, {
      knownSize: size,
      size: () => size,
      read: (range) => readSlowly(context.store, id, range),
    });
  },
});
