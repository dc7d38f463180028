import { z } from 'zod';
import { anyCase, BODY_LIMIT, readJson } from '../body.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { releaseFor } from '../releasing.js';
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
    'Goes through a relay of the settings, or by MX when it names none, and into the queue. A host that the client names is not connected to (500), and nothing is saved (400).',
  async handle(call) {
    const message = await findMessage(call, call.params.id).catch(nothing);
    if (!message) throw new PeerError(500, '');
    const wanted = await readJson(call.req, body).catch((error) => {
      throw error instanceof PeerError ? new PeerError(500, error.message) : error;
    });
    const named = call.context.relay.settings.relays.some(({ name }) => name === wanted.Name);
    if (wanted.Save || (wanted.Name !== '' && wanted.Host === '' && !named)) throw new PeerError(400, '');
    if (!['', 'PLAIN', 'CRAMMD5'].includes(wanted.Mechanism)) throw new PeerError(400, '');
    // Whoever reaches this port must not make us connect to hosts of their choice.
    if (!named && wanted.Host !== '') throw new PeerError(500, '');
    const request = { to: [wanted.Email], ...(named ? { via: wanted.Name } : {}) };
    // Clients read whatever stands in an answer as JSON, so no reason does.
    await releaseFor(call.context, message, request, () => new PeerError(500, ''));
    call.res.status(200).end();
  },
});

export const outgoing = endpoint({
  peer: 'mailhog',
  method: 'get',
  path: '/api/v2/outgoing-smtp',
  differs: 'The relays of the settings; passwords are never told.',
  handle: ({ context: { relay } }) =>
    Object.fromEntries(
      relay.settings.relays.map(({ name, host, port, auth }) => [
        name,
        {
          Name: name,
          Save: false,
          Email: '',
          Host: host,
          Port: String(port),
          Username: auth?.user ?? '',
          Password: '',
          Mechanism: auth ? auth.method.replace('-', '') : '',
        },
      ]),
    ),
});
