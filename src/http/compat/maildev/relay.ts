import { parseAddresses } from '../../../message/addresses.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import type { Prefix } from './version.js';

const NOT_CONFIGURED = 'Outgoing mail is not configured';

export const relay = (prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    method: 'post',
    path: `${prefix}/email/{id}/relay`,
    differs: 'Always 500 for a message that is there: there is no relay yet.',
    async handle(call) {
      await findMessage(call, call.params.id);
      throw new PeerError(500, NOT_CONFIGURED);
    },
  });

export const relayTo = (prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    method: 'post',
    path: `${prefix}/email/{id}/relay/{to}`,
    differs: 'Always 500 for a message that is there: there is no relay yet.',
    async handle(call) {
      const [address] = parseAddresses(call.params.to);
      if (!address || !/^\S+@\S+$/.test(address.address)) {
        throw new PeerError(400, `Incorrect email address provided: ${call.params.to}`);
      }
      await findMessage(call, call.params.id);
      throw new PeerError(500, NOT_CONFIGURED);
    },
  });
