import { parseAddresses } from '../../../message/addresses.js';
import type { ReleaseRefused } from '../../../relay/relay.js';
import { endpoint, PeerError } from '../endpoint.js';
import { findMessage } from '../reach.js';
import { releaseFor } from '../releasing.js';
import type { Prefix } from './version.js';

const DIFFERS = 'Goes into the queue: `true` says that it is there. `relay.allow` says to whom it may go.';
const refused = ({ message }: ReleaseRefused) => new PeerError(500, message);

export const relay = (prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    method: 'post',
    path: `${prefix}/email/{id}/relay`,
    differs: DIFFERS,
    async handle(call) {
      await releaseFor(call.context, await findMessage(call, call.params.id), {}, refused);
      return true;
    },
  });

export const relayTo = (prefix: Prefix) =>
  endpoint({
    peer: 'maildev',
    method: 'post',
    path: `${prefix}/email/{id}/relay/{to}`,
    differs: DIFFERS,
    async handle(call) {
      const [address] = parseAddresses(call.params.to);
      if (!address || !/^\S+@\S+$/.test(address.address)) {
        throw new PeerError(400, `Incorrect email address provided: ${call.params.to}`);
      }
      const message = await findMessage(call, call.params.id);
      await releaseFor(call.context, message, { to: [address.address] }, refused);
      return true;
    },
  });
