import { endpoint } from '../endpoint.js';
import type { WebuiShape } from './shapes.js';

export const webui = endpoint({
  peer: 'mailpit',
  method: 'get',
  path: '/api/v1/webui',
  differs: '',
  handle: ({ context }) =>
    ({
      Label: context.config.http.label,
      MessageRelay: {
        Enabled: false,
        SMTPServer: '',
        ReturnPath: '',
        AllowedRecipients: '',
        BlockedRecipients: '',
        OverrideFrom: '',
        PreserveMessageIDs: false,
        RecipientAllowlist: '',
      },
      SpamAssassin: false,
      ChaosEnabled: true,
      DuplicatesIgnored: false,
      HideDeleteAllButton: false,
    }) satisfies WebuiShape,
});
