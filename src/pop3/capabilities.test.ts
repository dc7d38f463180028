import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MECHANISMS } from '../auth/sasl/index.js';
import { ScramClient } from '../auth/sasl/testing/scram-client.js';
import { COMMANDS } from './commands/index.js';
import type { Pop3Client } from './testing/pop3-client.js';
import { type Running, start } from './testing/start.js';

let server: Running;
let client: Pop3Client;

const ANN = 'ann@example.org';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const challengeOf = (reply: string): string => {
  expect(reply).toMatch(/^\+ [A-Za-z0-9+/=]*$/);
  return Buffer.from(reply.slice(2), 'base64').toString();
};

beforeEach(async () => {
  server = await start({ auth: { users: [`${ANN}:secret`, 'анна@пример.рф:пароль'] } });
  await server.deliver('Subject: one\r\n\r\nhello\r\n');
  client = await server.connect();
});
afterEach(() => server.stop());

/** A login of ann by each mechanism; gives the last reply. */
const logins: Record<string, (password: string) => Promise<string>> = {
  PLAIN: (password) => client.say(`AUTH PLAIN ${base64(`\0${ANN}\0${password}`)}`),
  async LOGIN(password) {
    expect(challengeOf(await client.say('AUTH LOGIN'))).toBe('Username:');
    expect(challengeOf(await client.say(base64(ANN)))).toBe('Password:');
    return client.say(base64(password));
  },
  async 'CRAM-MD5'(password) {
    const challenge = challengeOf(await client.say('AUTH CRAM-MD5'));
    return client.say(base64(`${ANN} ${createHmac('md5', password).update(challenge).digest('hex')}`));
  },
  async 'SCRAM-SHA-256'(password) {
    const scram = new ScramClient(ANN, password, 'fyko+d2lbbFgONRv9qkxdawL');
    const first = challengeOf(await client.say(`AUTH SCRAM-SHA-256 ${base64(scram.first)}`));
    const reply = await client.say(base64(scram.final(first)));
    if (!reply.startsWith('+ ')) return reply;
    expect(scram.trusts(challengeOf(reply))).toBe(true);
    return client.say('');
  },
  async XOAUTH2(password) {
    const reply = await client.say(`AUTH XOAUTH2 ${base64(`user=${ANN}\x01auth=Bearer ${password}\x01\x01`)}`);
    return reply.startsWith('+ ') ? client.say('') : reply;
  },
  async OAUTHBEARER(password) {
    const reply = await client.say(`AUTH OAUTHBEARER ${base64(`n,a=${ANN},\x01auth=Bearer ${password}\x01\x01`)}`);
    return reply.startsWith('+ ') ? client.say('AQ==') : reply;
  },
};

/** What each line of CAPA promises. A word without an entry here fails the first test. */
const tests: Record<string, () => Promise<void>> = {
  async USER() {
    expect(await client.login(ANN, 'secret')).toBe('+OK 1 message (23 octets)');
  },
  async SASL() {
    const words = (await client.lines('CAPA')).find((line) => line.startsWith('SASL '));
    expect(words).toBe(`SASL ${MECHANISMS.map(({ name }) => name).join(' ')}`);
    expect(Object.keys(logins).sort()).toEqual(MECHANISMS.map(({ name }) => name).sort());
    for (const login of Object.values(logins)) {
      expect(await login('wrong')).toMatch(/^-ERR \[AUTH\] /);
      expect(await login('secret')).toBe('+OK 1 message (23 octets)');
      await client.ok('QUIT');
      client = await server.connect();
    }
  },
  async STLS() {
    await client.ok('USER somebody@example.org');
    await client.ok('STLS');
    const socket = await client.startTls();
    expect(socket.getProtocol()).toMatch(/^TLSv1\.[23]$/);
    expect(await client.say('PASS secret')).toBe('-ERR USER first');
    expect(await client.lines('CAPA')).not.toContain('STLS');
    expect(await client.say('STLS')).toBe('-ERR This is TLS already');
    await client.login(ANN, 'secret');
  },
  async UTF8() {
    await client.ok('UTF8');
    expect(await client.login('анна@пример.рф', 'пароль')).toBe('+OK 0 messages (0 octets)');
    await client.ok('QUIT');
    const raw = 'Subject: привет\r\n\r\nмир\r\n';
    await server.deliver(raw, ANN);
    for (const mode of ['UTF8', 'LANG']) {
      const reader = await server.connect();
      await reader.say(mode);
      if (mode === 'LANG') await reader.rest();
      await reader.login(ANN, 'secret');
      expect((await reader.content('RETR 2')).toString()).toBe(raw);
      await reader.ok('QUIT');
    }
  },
  async LANG() {
    expect(await client.lines('LANG')).toEqual(['en English']);
    await client.ok('LANG en');
  },
  async 'RESP-CODES'() {
    await client.login(ANN, 'secret');
    const other = await server.connect();
    await other.ok(`USER ${ANN}`);
    expect(await other.say('PASS secret')).toMatch(/^-ERR \[IN-USE\] /);
  },
  async 'AUTH-RESP-CODE'() {
    await client.ok(`USER ${ANN}`);
    expect(await client.say('PASS wrong')).toMatch(/^-ERR \[AUTH\] /);
  },
  async PIPELINING() {
    await client.write(`USER ${ANN}\r\nPASS secret\r\nSTAT\r\nNOOP\r\n`);
    const replies: string[] = [];
    for (let at = 0; at < 4; at++) replies.push(await client.line());
    expect(replies.slice(1, 3)).toEqual(['+OK 1 message (23 octets)', '+OK 1 23']);
    for (const reply of replies) expect(reply).toMatch(/^\+OK/);
  },
  async EXPIRE() {
    expect(await client.lines('CAPA')).toContain('EXPIRE NEVER');
    await client.login(ANN, 'secret');
    await client.content('RETR 1');
    await client.ok('QUIT');
    client = await server.connect();
    expect(await client.login(ANN, 'secret')).toMatch(/^\+OK 1 message/);
  },
  async IMPLEMENTATION() {
    expect(await client.lines('CAPA')).toContain('IMPLEMENTATION Restante');
  },
  async UIDL() {
    await client.login(ANN, 'secret');
    const [first] = await client.lines('UIDL');
    expect(first).toMatch(/^1 [\x21-\x7e]{1,70}$/);
    await client.ok('QUIT');
    await server.deliver('Subject: two\r\n\r\n', ANN);
    client = await server.connect();
    await client.login(ANN, 'secret');
    const [again, second] = await client.lines('UIDL');
    expect(again).toBe(first);
    await client.ok('DELE 1');
    await client.ok('QUIT');
    client = await server.connect();
    await client.login(ANN, 'secret');
    // The number is another one now, the name is not.
    expect(await client.lines('UIDL')).toEqual([second?.replace(/^2/, '1')]);
  },
  async TOP() {
    await client.login(ANN, 'secret');
    expect((await client.content('TOP 1 0')).toString()).toBe('Subject: one\r\n\r\n');
  },
};

describe('CAPA', () => {
  it('tells nothing that has no test here, and all that has one', async () => {
    const told = (await client.lines('CAPA')).map((line) => line.split(' ')[0] ?? '');
    const declared = COMMANDS.flatMap(({ capabilities = [] }) => capabilities.map(({ word }) => word));
    expect([...told].sort()).toEqual(Object.keys(tests).sort());
    expect([...declared].sort()).toEqual(Object.keys(tests).sort());
  });

  it.each(Object.entries(tests))('%s holds', (_word, test) => test());
});
