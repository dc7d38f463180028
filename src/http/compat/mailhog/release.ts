import { z } from 'zod';
import { anyCase, BODY_LIMIT, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { nothing } from './messages.js';

const text = z.string().max(1000).default('');
const body = anyCase({
  Name: text,
  Save: z.boolean().default(false),
  Email: text,
  Host: text,
  Port: text,
  Username: text,
  Password: text,
  Mechanism: text,
});

export const release = endpoint({
  peer: 'mailhog',
  method: 'post',
  body: BODY_LIMIT,
  path: '/api/v1/messages/{id}/release',
  differs:
    'Always refused behind the checks of its body, as when the server cannot be reached (500): there is no relay yet, and no client names a host to connect to.',
  async handle(call) {
    if (!(await findMessage(call, call.params.id).catch(nothing))) throw new PeerError(500, '');
    const wanted = await readJson(call.req, body).catch((error) => {
      throw error instanceof PeerError ? new PeerError(500, error.message) : error;
    });
    if (wanted.Save || (wanted.Name !== '' && wanted.Host === '')) throw new PeerError(400, '');
    if (!['', 'PLAIN', 'CRAMMD5'].includes(wanted.Mechanism)) throw new PeerError(400, '');
    throw new PeerError(500, '');
  },
});

export const outgoing = endpoint({
  peer: 'mailhog',
  method: 'get',
  path: '/api/v2/outgoing-smtp',
  differs: 'Always `{}`: there is no relay yet.',
  handle: () => ({}),
});
