// Needs curl (Debian: curl)
import { afterEach, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, SUBJECTS } from '../lib/mail.js';
import { type Ran, run } from '../lib/run.js';

let house: House;
afterEach(() => house.stop());

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');
const curl = (url: string, ...more: string[]): Promise<Ran> =>
  run('curl', ['--silent', '--show-error', '--insecure', '--user', 'ann@example.org:secret', ...more, url]);

describe.each(STORES)('over the $store', ({ keep }) => {
  it('lists, reads and deletes', async () => {
    house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const at = `pop3://127.0.0.1:${house.port.pop3}`;
    const sizes = SUBJECTS.map((subject, index) => `${index + 1} ${Buffer.byteLength(MAIL[subject])}\r\n`);
    expect((await curl(`${at}/`)).stdout).toBe(sizes.join(''));
    for (const [index, subject] of SUBJECTS.entries()) {
      expect((await curl(`${at}/${index + 1}`)).stdout).toBe(latin1(MAIL[subject]));
    }
    expect((await curl(`${at}/`, '--request', 'UIDL')).stdout.split('\r\n')).toHaveLength(4);
    expect((await curl(`${at}/`, '--request', 'TOP 1 0')).stdout).toBe(`${MAIL.dots.split('\r\n\r\n')[0]}\r\n\r\n`);
    await curl(`${at}/2`, '--request', 'DELE', '--list-only');
    expect((await house.client.messages.list({ account: 'ann@example.org' })).messages).toHaveLength(2);
  });

  it.each(['+APOP', 'PLAIN', 'LOGIN', 'CRAM-MD5'])('logs in by %s, in clear and with TLS', async (mechanism) => {
    house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    await house.deliver(MAIL.octets);
    const options = ['--login-options', `AUTH=${mechanism}`];
    const whole = latin1(MAIL.octets);
    expect((await curl(`pop3://127.0.0.1:${house.port.pop3}/1`, ...options)).stdout).toBe(whole);
    expect((await curl(`pop3://127.0.0.1:${house.port.pop3}/1`, '--ssl-reqd', ...options)).stdout).toBe(whole);
    expect((await curl(`pop3s://127.0.0.1:${house.tlsPort.pop3}/1`, ...options)).stdout).toBe(whole);
  });

  it('shows a token instead of a password', async () => {
    house = await startHouse([], { keep });
    await house.deliver(MAIL.dots);
    const { stdout } = await curl(`pop3://127.0.0.1:${house.port.pop3}/1`, '--oauth2-bearer', 'any-token');
    expect(stdout).toBe(MAIL.dots);
  });
});
