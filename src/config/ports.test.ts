import { expect, it } from 'vitest';
import { withFreePorts } from './ports.js';

it.each([
  ['nothing said', {}, {}],
  ['a port said', { smtp: { port: 2525 } }, { smtp: { port: 2525 } }],
  ['a free one', { smtp: { port: 0 } }, { smtp: { port: 0 }, pop3: { port: 0 }, imap: { port: 0 }, http: { port: 0 } }],
  [
    'a free one as text',
    { http: { port: '0' } },
    { smtp: { port: 0 }, pop3: { port: 0 }, imap: { port: 0 }, http: { port: '0' } },
  ],
  [
    'what else a section says',
    { smtp: { port: 0 }, imap: { tlsPort: 0 } },
    { smtp: { port: 0 }, pop3: { port: 0 }, imap: { tlsPort: 0, port: 0 }, http: { port: 0 } },
  ],
  [
    'one that is off, one that is said',
    { smtp: { port: 0 }, http: { port: 'off' }, pop3: { port: 110 }, imap: { port: 143 } },
    { smtp: { port: 0 }, http: { port: 'off' }, pop3: { port: 110 }, imap: { port: 143 } },
  ],
  [
    'what is no section',
    { smtp: { port: 0 }, imap: 7 },
    { smtp: { port: 0 }, pop3: { port: 0 }, imap: 7, http: { port: 0 } },
  ],
])('%s', (_, input, expected) => {
  expect(withFreePorts(input)).toEqual(expected);
});
