import { z } from 'zod';
import { parseAddresses } from '../../../message/addresses.js';
import { anyCase, BODY_LIMIT, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';

const body = anyCase({ To: z.array(z.string().max(1000)).max(1000).default([]) });

export const release = endpoint({
  peer: 'mailpit',
  method: 'post',
  body: BODY_LIMIT,
  path: '/api/v1/message/{id}/release',
  differs: 'Always 400 behind the checks of its body: there is no relay to be configured yet.',
  async handle(call) {
    await findMessage(call, call.params.id);
    const { To } = await readJson(call.req, body);
    for (const to of To) {
      const [address] = parseAddresses(to);
      if (!address || !/^\S+@\S+$/.test(address.address)) throw new PeerError(400, `Invalid email address: ${to}`);
    }
    if (To.length === 0) throw new PeerError(400, 'No valid addresses found');
    throw new PeerError(400, 'SMTP error: message relaying is not configured');
  },
});
