import { z } from 'zod';
import { parseAddresses } from '../../../message/addresses.js';
import { anyCase, BODY_LIMIT, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { releaseFor } from '../releasing.js';

const body = anyCase({ To: z.array(z.string().max(1000)).max(1000).default([]) });

export const release = endpoint({
  peer: 'mailpit',
  method: 'post',
  body: BODY_LIMIT,
  path: '/api/v1/message/{id}/release',
  differs: 'Goes into the queue: what the receiving server says is at `/api/queue`. `relay.allow` says to whom.',
  async handle(call) {
    const message = await findMessage(call, call.params.id);
    const { To } = await readJson(call.req, body);
    const to = To.map((text) => {
      const [address] = parseAddresses(text);
      if (!address || !/^\S+@\S+$/.test(address.address)) throw new PeerError(400, `Invalid email address: ${text}`);
      return address.address;
    });
    if (To.length === 0) throw new PeerError(400, 'No valid addresses found');
    await releaseFor(call.context, message, { to }, ({ message: why }) => new PeerError(400, `SMTP error: ${why}`));
    call.res.type('text/plain').send('ok');
  },
});
