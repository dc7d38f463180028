import type { Envelope } from '../types.js';

/** Of mail from nobody to nobody. */
export const EMPTY_ENVELOPE: Envelope = {
  via: 'smtp',
  reversePath: { address: '', params: {} },
  forwardPaths: [],
  helo: '',
  client: { address: '127.0.0.1', port: 1 },
  tls: null,
  user: null,
  body: null,
  smtputf8: false,
};
