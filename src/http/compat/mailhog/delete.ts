import type { Response } from 'express';
import { hasBody } from '../../body.js';
import { endpoint, type PeerCall, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { nothing } from './messages.js';

export const deleteMessages = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'delete',
  path: '/api/v1/messages',
  differs:
    'With `--compat mailhog`, and for a client that tells neither who it is nor what it accepts (npm `mailhog`); others, and all who send a body, get Mailpit’s, which does the same and says `ok`.',
  applies: isMailHogClient,
  async handle({ context, res }) {
    const { store } = context;
    await store.delete({ upTo: store.position });
    done(res);
  },
});

export const deleteMessage = endpoint({
  peer: 'mailhog',
  scoped: true,
  method: 'delete',
  path: '/api/v1/messages/{id}',
  differs: '',
  async handle(call) {
    const message = await findMessage(call, call.params.id).catch(nothing);
    if (!message) throw new PeerError(500, '');
    await call.context.store.delete({ ids: [message.id] });
    done(call.res);
  },
});

function isMailHogClient({ context, req }: Pick<PeerCall, 'context' | 'req'>): boolean {
  const { compat } = context.config.http;
  if (hasBody(req)) return false;
  if (compat !== 'auto') return compat === 'mailhog';
  return req.headers['user-agent'] === undefined && req.headers.accept === undefined;
}

/** An empty answer: clients read whatever else comes as JSON. */
const done = (res: Response) => void res.status(200).set('content-type', 'text/json').end();
