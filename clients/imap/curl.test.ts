// Needs curl (Debian: curl)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STORES, startHouse } from '../lib/house.js';
import { MAIL, PARTS, SUBJECTS } from '../lib/mail.js';
import { type Ran, run } from '../lib/run.js';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const curl = (url: string, ...more: string[]): Promise<Ran> =>
  run('curl', ['--silent', '--show-error', '--insecure', '--user', 'ann@example.org:secret', ...more, url]);

describe.each(STORES)('over the $store', ({ keep }) => {
  it('lists, fetches by UID and section, searches and stores', async () => {
    const house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    await house.deliver(PARTS);
    const at = `imap://127.0.0.1:${house.port.imap}`;
    expect((await curl(`${at}/`)).stdout).toMatch(/^\* LIST \(.*\) "\/" INBOX\r\n/m);
    for (const [index, subject] of SUBJECTS.entries()) {
      expect((await curl(`${at}/INBOX;UID=${index + 1}`)).stdout).toBe(latin1(MAIL[subject]));
    }
    expect((await curl(`${at}/INBOX;UID=4;SECTION=2`)).stdout).toBe('AAEC/f7/');
    expect((await curl(`${at}/INBOX;MAILINDEX=1;SECTION=HEADER.FIELDS%20(SUBJECT)`)).stdout).toBe(
      'Subject: dots\r\n\r\n',
    );
    expect((await curl(`${at}/INBOX?SUBJECT%20dots`)).stdout).toBe('* SEARCH 1\r\n');
    expect((await curl(`${at}/INBOX`, '--request', 'STORE 1 +FLAGS (\\Deleted)')).stdout).toContain('\\Deleted');
    await curl(`${at}/INBOX`, '--request', 'EXPUNGE');
    expect((await curl(`${at}/INBOX`, '--request', 'UID FETCH 1:* FLAGS')).stdout).not.toContain('UID 1 ');

    const file = join(house.folder, 'draft');
    await writeFile(file, MAIL.large);
    await curl(`${at}/Drafts`, '--upload-file', file);
    expect((await curl(`${at}/Drafts;UID=1`)).stdout).toBe(MAIL.large);
    await house.stop();
  });
});

it('logs in by each mechanism, in clear and with TLS', async () => {
  const house = await startHouse(['--user', 'ann@example.org:secret']);
  await house.deliver(MAIL.octets);
  const whole = latin1(MAIL.octets);
  const plain = `imap://127.0.0.1:${house.port.imap}/INBOX;UID=1`;
  const tls = `imaps://127.0.0.1:${house.tlsPort.imap}/INBOX;UID=1`;
  for (const options of [
    ...['PLAIN', 'LOGIN', 'CRAM-MD5'].map((name) => ['--login-options', `AUTH=${name}`]),
    ['--login-options', 'AUTH=PLAIN', '--sasl-ir'],
    ['--login-options', 'AUTH=OAUTHBEARER', '--oauth2-bearer', 'secret'],
    ['--login-options', 'AUTH=XOAUTH2', '--oauth2-bearer', 'secret'],
  ]) {
    expect((await curl(plain, ...options)).stdout).toBe(whole);
    expect((await curl(plain, '--ssl-reqd', ...options)).stdout).toBe(whole);
    expect((await curl(tls, ...options)).stdout).toBe(whole);
  }
  await house.stop();
});
