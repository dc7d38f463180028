import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImapUrl } from './url.js';

const TOKEN = '91354a473744909de610943775f92038';

describe('parseImapUrl', () => {
  it.each([
    ['/INBOX/;UID=20', { user: null, mailbox: 'INBOX', uidValidity: null, uid: 20, section: '', partial: null }],
    [';UID=20', { mailbox: null, uid: 20 }],
    ['/;UID=20', { mailbox: null, uid: 20 }],
    [
      '/a/b;UIDVALIDITY=385759045/;UID=20/;SECTION=HEADER',
      { mailbox: 'a/b', uidValidity: 385759045, section: 'HEADER' },
    ],
    ['/Entw%C3%BCrfe/;uid=1/;section=1.2.MIME', { mailbox: 'Entwürfe', section: '1.2.MIME' }],
    ['/x/;UID=1/;SECTION=HEADER.FIELDS%20(FROM%20TO)', { section: 'HEADER.FIELDS (FROM TO)' }],
    ['/x/;UID=1/;PARTIAL=0.1024', { partial: { offset: 0, length: 1024 } }],
    ['/x/;UID=1/;SECTION=1/;PARTIAL=10', { section: '1', partial: { offset: 10, length: Number.POSITIVE_INFINITY } }],
    ['imap://joe@example.com/INBOX/;uid=20', { user: 'joe', mailbox: 'INBOX' }],
    [
      'imap://joe%40example.com;AUTH=*@host:143/INBOX/;uid=20',
      { user: 'joe@example.com', host: 'host', mailbox: 'INBOX' },
    ],
    ['imap://host/INBOX/;uid=20', { user: null, host: 'host', mailbox: 'INBOX' }],
    [
      'imap://joe@example.com/INBOX/;uid=20/;section=1.2;expire=2030-01-01T00:00:00Z;urlauth=submit+fred',
      { expire: Date.UTC(2030, 0, 1), auth: { access: 'submit+fred', mechanism: null, token: null } },
    ],
    [
      `imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred:internal:${TOKEN}`,
      {
        auth: { access: 'submit+fred', mechanism: 'internal', token: TOKEN },
        rump: 'imap://joe@example.com/INBOX/;uid=20/;section=1.2;urlauth=submit+fred',
      },
    ],
  ])('%s', (text, expected) => {
    expect(parseImapUrl(text)).toMatchObject(expected);
  });

  it.each([
    '',
    'http://example.com/',
    '/INBOX',
    '/INBOX/;UID=',
    '/INBOX/;UID=x',
    'imap://joe@example.com/INBOX/;uid=20;urlauth=submit+fred:internal:abc',
    '/x/;UID=1;EXPIRE=noon;URLAUTH=anonymous',
    `/${'x'.repeat(9000)}/;UID=1`,
  ])('none: %s', (text) => {
    expect(parseImapUrl(text)).toBeNull();
  });

  it('takes anything, in time of its length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[/;=A-Za-z0-9.:@%+ -]*$/), (text) => {
        const url = parseImapUrl(text);
        expect(url === null || url.uid >= 0).toBe(true);
      }),
    );
    expect(parseImapUrl(`${'/;UID='.repeat(1300)}`)).toBeNull();
  });
});
