import { endpoint } from '../endpoint.js';
import type { WebuiShape } from './shapes.js';

export const webui = endpoint({
  peer: 'mailpit',
  method: 'get',
  path: '/api/v1/webui',
  differs: '`SMTPServer` is the host of the relay that releases take, or `mx`.',
  async handle({ context: { config, relay } }) {
    const { on } = await relay.status();
    const { allow, deny, relays, via } = relay.settings;
    return {
      Label: config.http.label,
      MessageRelay: {
        Enabled: on,
        SMTPServer: on ? (relays.find(({ name }) => name === via)?.host ?? via) : '',
        ReturnPath: '',
        AllowedRecipients: on ? pattern(allow) : '',
        BlockedRecipients: on ? pattern(deny) : '',
        OverrideFrom: '',
        PreserveMessageIDs: on,
        RecipientAllowlist: on ? pattern(allow) : '',
      },
      SpamAssassin: false,
      ChaosEnabled: true,
      DuplicatesIgnored: false,
      HideDeleteAllButton: false,
    } satisfies WebuiShape;
  },
});

/** Patterns as a regular expression, which is what Mailpit has. */
const pattern = (patterns: readonly string[]): string =>
  patterns.map((each) => `^${each.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).join('|');
