import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXTENSIONS } from './extensions.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start } from './testing/start.js';

let server: Running;
let client: RawClient;

beforeEach(async () => {
  server = await start({ smtp: { maxMessageSize: 5000 } });
  client = await RawClient.open(server.port);
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

/** Sends one message with these parameters and returns it as it is kept. */
async function message(mail: string, rcpt: string, body = Buffer.from('hello\r\n.\r\n')) {
  await client.say('EHLO client.example');
  expect(await client.say(`MAIL FROM:${mail}`)).toMatch(/^250 /);
  expect(await client.say(`RCPT TO:${rcpt}`)).toMatch(/^250 /);
  await client.say('DATA');
  await client.write(body);
  expect(await client.reply()).toMatch(/^250 /);
  const messages = await server.messages();
  const kept = messages.at(-1);
  if (!kept) throw new Error('There is no message.');
  return kept;
}

/** What each advertised word promises. A word without an entry here fails the first test. */
const tests: Record<string, () => Promise<void>> = {
  async PIPELINING() {
    await client.write('EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nRSET\r\nNOOP\r\n');
    const replies = [];
    for (let at = 0; at < 5; at++) replies.push((await client.reply()).slice(0, 9));
    expect(replies.slice(1)).toEqual(['250 2.1.0', '250 2.1.5', '250 2.0.0', '250 2.0.0']);
  },
  async '8BITMIME'() {
    const { envelope, id } = await message(
      '<a@example.org> BODY=8BITMIME',
      '<b@example.org>',
      Buffer.from('\xff\xe9\r\n.\r\n', 'latin1'),
    );
    expect(envelope.body).toBe('8BITMIME');
    expect(await server.raw(id)).toEqual(Buffer.from('\xff\xe9\r\n', 'latin1'));
  },
  async SMTPUTF8() {
    const { envelope, summary } = await message('<анна@пример.рф> SMTPUTF8', '<用户@例子.公司>');
    expect(envelope).toMatchObject({ smtputf8: true, reversePath: { address: 'анна@пример.рф' } });
    expect(envelope.forwardPaths[0]?.address).toBe('用户@例子.公司');
    expect(summary.notes.map((note) => note.code)).not.toContain('utf8-without-smtputf8');
  },
  async ENHANCEDSTATUSCODES() {
    await client.say('EHLO client.example');
    const lines = [
      'NOOP',
      'MAIL FROM:<>',
      'MAIL FROM:<>',
      'RCPT TO:<>',
      'RCPT TO:<b@example.org>',
      'RSET',
      'DATA',
      'XYZ',
      'VRFY',
      'HELP',
      'QUIT',
    ];
    for (const line of lines) expect(await client.say(line)).toMatch(/^([245])\d\d \1\.\d\.\d{1,2} /);
  },
  async DSN() {
    const { envelope } = await message(
      '<a@example.org> RET=HDRS ENVID=QQ314159',
      '<b@example.org> notify=SUCCESS,FAILURE ORCPT=rfc822;b+2Bx@example.org',
    );
    expect(envelope.reversePath.params).toEqual({ RET: 'HDRS', ENVID: 'QQ314159' });
    expect(envelope.forwardPaths).toEqual([
      { address: 'b@example.org', params: { NOTIFY: 'SUCCESS,FAILURE', ORCPT: 'rfc822;b+2Bx@example.org' } },
    ]);
  },
  async SIZE() {
    expect(await client.say('EHLO client.example')).toContain('SIZE 5000');
    expect(await client.say('MAIL FROM:<a@example.org> SIZE=5001')).toMatch(/^552 5\.3\.4 /);
    expect(await client.say('MAIL FROM:<a@example.org> SIZE=5000')).toMatch(/^250 /);
  },
  async STARTTLS() {
    await client.say('EHLO client.example');
    expect(await client.say('STARTTLS')).toMatch(/^220 /);
    await client.startTls();
    const words = await client.say('EHLO client.example');
    expect(words).not.toContain('STARTTLS');
    expect(words).toContain('AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2');
    expect(await client.say('STARTTLS')).toMatch(/^503 /);
  },
  async AUTH() {
    for (const line of ['AUTH PLAIN AGFubgBzZWNyZXQ=', 'AUTH LOGIN']) {
      await client.say('EHLO client.example');
      let reply = await client.say(line);
      if (reply.startsWith('334 ')) reply = await client.say('YW5u');
      if (reply.startsWith('334 ')) reply = await client.say('c2VjcmV0');
      expect(reply).toMatch(/^235 2\.7\.0 /);
      expect(await client.say('EHLO client.example')).not.toContain('AUTH');
      client.destroy();
      client = await RawClient.open(server.port);
    }
  },
};

describe('EHLO', () => {
  it('advertises nothing that has no test here, and has all that has one', async () => {
    const lines = (await client.say('EHLO client.example')).split('\n').slice(1);
    const words = lines.map((line) => line.slice(4).split(' ')[0] ?? '');
    expect([...words].sort()).toEqual(Object.keys(tests).sort());
    expect(EXTENSIONS.map(({ word }) => word).sort()).toEqual(Object.keys(tests).sort());
  });

  it.each(Object.entries(tests))('%s holds', (_word, test) => test());
});
