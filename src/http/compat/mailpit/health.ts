import { endpoint, PeerError } from '../endpoint.js';

/** `/readyz` is our own, and answers with a small JSON document. */
export const livez = endpoint({
  peer: 'mailpit',
  method: 'get',
  path: '/livez',
  differs: '',
  handle({ context, res }) {
    if (context.closing.begun) throw new PeerError(503, '');
    res.status(200).end();
  },
});
