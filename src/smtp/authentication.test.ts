import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { MECHANISMS } from '../auth/sasl/index.js';
import { ScramClient } from '../auth/sasl/testing/scram-client.js';
import { MAX_LOGIN_FAILURES } from './limits.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
let client: RawClient;
afterEach(async () => {
  client.destroy();
  await server.stop();
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const challengeOf = (reply: string): string => {
  expect(reply).toMatch(/^334 [A-Za-z0-9+/=]*$/);
  return Buffer.from(reply.slice(4), 'base64').toString();
};

async function open(users: readonly string[] = ['ann:secret']): Promise<void> {
  server = await start({ auth: { users: [...users] } });
  client = await RawClient.open(server.port);
  await client.say('EHLO client.example');
}

/** A login of ann with each mechanism; gives the last reply. A mechanism without an entry fails the first test. */
const logins: Record<string, (password: string) => Promise<string>> = {
  async PLAIN(password) {
    expect(challengeOf(await client.say('AUTH PLAIN'))).toBe('');
    return client.say(base64(`\0ann\0${password}`));
  },
  async LOGIN(password) {
    expect(challengeOf(await client.say('auth login'))).toBe('Username:');
    expect(challengeOf(await client.say(base64('ann')))).toBe('Password:');
    return client.say(base64(password));
  },
  async 'CRAM-MD5'(password) {
    const challenge = challengeOf(await client.say('AUTH CRAM-MD5'));
    return client.say(base64(`ann ${createHmac('md5', password).update(challenge).digest('hex')}`));
  },
  async 'SCRAM-SHA-256'(password) {
    const scram = new ScramClient('ann', password, 'fyko+d2lbbFgONRv9qkxdawL');
    const first = challengeOf(await client.say(`AUTH SCRAM-SHA-256 ${base64(scram.first)}`));
    const reply = await client.say(base64(scram.final(first)));
    if (!reply.startsWith('334')) return reply;
    expect(scram.trusts(challengeOf(reply))).toBe(true);
    return client.say('');
  },
  async XOAUTH2(password) {
    const reply = await client.say(`AUTH XOAUTH2 ${base64(`user=ann\x01auth=Bearer ${password}\x01\x01`)}`);
    if (!reply.startsWith('334')) return reply;
    expect(JSON.parse(challengeOf(reply))).toMatchObject({ status: '401' });
    return client.say('');
  },
  async OAUTHBEARER(password) {
    const reply = await client.say(`AUTH OAUTHBEARER ${base64(`n,a=ann,\x01auth=Bearer ${password}\x01\x01`)}`);
    if (!reply.startsWith('334')) return reply;
    expect(JSON.parse(challengeOf(reply))).toMatchObject({ status: 'invalid_token' });
    return client.say('AQ==');
  },
};

describe('AUTH', () => {
  it('offers all mechanisms to configured users', async () => {
    await open();
    const words = await client.say('EHLO client.example');
    expect(words).toContain(`AUTH ${MECHANISMS.map(({ name }) => name).join(' ')}`);
    expect(Object.keys(logins).sort()).toEqual(MECHANISMS.map(({ name }) => name).sort());
  });

  it.each(Object.entries(logins))('%s lets the right user in, and only that', async (_name, login) => {
    await open();
    expect(await login('wrong')).toMatch(/^535 5\.7\.8 /);
    expect(await login('secret')).toBe('235 2.7.0 Authentication successful');
    await client.data();
    expect(await client.say('hello\r\n.')).toMatch(/^250 /);
    expect((await server.messages())[0]?.envelope.user).toBe('ann');
    const [session] = server.sessions.list({ limit: 1 }).sessions;
    expect(session?.user).toBe('ann');
    const text = JSON.stringify(server.sessions.get(session?.id ?? '')?.transcript);
    for (const secret of ['secret', base64('secret'), base64('\0ann\0secret')]) expect(text).not.toContain(secret);
  });

  it.each(['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'])('%s takes any user while none is configured', async (name) => {
    await open([]);
    expect(await logins[name]?.('whatever')).toMatch(/^235 /);
  });

  it.each(['CRAM-MD5', 'SCRAM-SHA-256'])('%s is not there while no user is configured', async (name) => {
    await open([]);
    expect(await client.say('EHLO client.example')).not.toContain(name);
    expect(await client.say(`AUTH ${name}`)).toMatch(/^504 5\.5\.4 /);
  });

  it('is refused in the middle of a transaction, which goes on', async () => {
    await open();
    await client.say('MAIL FROM:<a@example.org>');
    expect(await client.say('AUTH PLAIN AGFubgBzZWNyZXQ=')).toMatch(/^503 5\.5\.1 /);
    expect(await client.say('RCPT TO:<b@example.org>')).toMatch(/^250 /);
  });

  it('takes long tokens, and no longer ones', async () => {
    await open([]);
    const token = (length: number) => base64(`user=ann\x01auth=Bearer ${'x'.repeat(length)}\x01\x01`);
    expect(await client.say(`AUTH XOAUTH2 ${token(9200)}`)).toMatch(/^500 5\.5\.6 /);
    expect(await client.say(`AUTH XOAUTH2 ${token(9150)}`)).toMatch(/^235 /);
  });

  it('ends with whoever guesses', async () => {
    await open();
    for (let times = 1; times < MAX_LOGIN_FAILURES; times++) expect(await logins.PLAIN?.('guess')).toMatch(/^535 /);
    expect(await logins.PLAIN?.('guess')).toMatch(/^535 /);
    expect(await client.reply()).toMatch(/^421 4\.7\.0 /);
    await client.ended();
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'failed');
  });
});
