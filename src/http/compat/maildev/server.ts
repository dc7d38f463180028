import { VERSION } from '../../version.js';
import { endpoint } from '../endpoint.js';
import type { Prefix, Version } from './version.js';

const common = { peer: 'maildev', method: 'get' } as const;

export const getConfig = (version: Version, prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/config`,
    differs: version === 2 ? '' : '`smtpPort` is the real one.',
    async handle({ context }) {
      const { smtp } = context.addresses();
      const { on } = await context.relay.status();
      const { relays, via } = context.relay.settings;
      return {
        version: VERSION,
        smtpPort: Number(smtp?.slice(smtp.lastIndexOf(':') + 1) ?? 0),
        isOutgoingEnabled: on,
        ...(version === 3 && { outgoingHost: on ? (relays.find(({ name }) => name === via)?.host ?? null) : null }),
      };
    },
  });

export const getHealth = endpoint({
  ...common,
  path: '/api/healthz',
  differs: 'Asks for the login, where there is one; `/healthz` does not. That answers `true` with `--compat maildev`.',
  handle: () => true,
});

export const reload = (prefix: Prefix) =>
  endpoint({
    ...common,
    path: `${prefix}/reloadMailsFromDirectory`,
    differs: 'Reads nothing: what is in the data folder is there already.',
    handle: () => true,
  });
