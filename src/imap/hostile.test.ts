import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goldenTranscripts } from '../net/testing/golden.js';
import { LineClient } from '../net/testing/line-client.js';
import {
  MAX_COMMAND,
  MAX_COMMAND_BEFORE_LOGIN,
  MAX_LITERAL,
  MAX_MISTAKES,
  MAX_NESTING,
  MAX_TOGETHER,
} from './limits.js';
import type { ImapClient } from './testing/client.js';
import { type Started, startImap } from './testing/start.js';

let server: Started;
let bystander: ImapClient;

beforeEach(async () => {
  server = await startImap();
  await server.deliver('From: a@example.net\r\nSubject: one\r\n\r\nhello\r\n');
  bystander = await server.login('ann@example.org', 'INBOX');
});

afterEach(async () => {
  // Whatever happened, others are served, and the store is whole.
  expect(await bystander.ok('FETCH 1 (UID RFC822.SIZE)')).toEqual(['* 1 FETCH (UID 1 RFC822.SIZE 44)']);
  expect(await server.store.verify()).toEqual([]);
  await server.stop();
});

describe('what is too much', () => {
  it.each([
    ['a line before login', () => server.connect(), `NOOP ${'x'.repeat(MAX_COMMAND_BEFORE_LOGIN)}`],
    ['a line', () => server.login(), `NOOP ${'x'.repeat(MAX_COMMAND)}`],
    [
      'a literal before login',
      () => server.connect(),
      `LOGIN {${MAX_COMMAND_BEFORE_LOGIN + 1}+}\r\n${'x'.repeat(MAX_COMMAND_BEFORE_LOGIN + 1)} y`,
    ],
    ['a literal', () => server.login(), `CREATE {${MAX_LITERAL + 1}+}\r\n${'x'.repeat(MAX_LITERAL + 1)}`],
    ['a literal that is only announced', () => server.login(), 'CREATE {4294967295}'],
    [
      'parentheses',
      () => server.login('ann@example.org', 'INBOX'),
      `SEARCH ${'('.repeat(MAX_NESTING + 1)}ALL${')'.repeat(MAX_NESTING + 1)}`,
    ],
    ['NOT', () => server.login('ann@example.org', 'INBOX'), `SEARCH ${'NOT '.repeat(MAX_NESTING + 1)}ALL`],
    ['conditions', () => server.login('ann@example.org', 'INBOX'), `SEARCH ${'ALL '.repeat(5000)}ALL`],
  ])('%s is BAD, and the next command is understood', async (_, connect, command) => {
    const client = await connect();
    expect((await client.say(command)).tagged).toMatch(/^BAD /);
    await client.ok('NOOP');
  });

  it('sets of endless numbers mean what is there', async () => {
    const client = await server.login('ann@example.org', 'INBOX');
    expect(await client.ok('UID FETCH 1:4294967295,4294967295:1 UID')).toEqual(['* 1 FETCH (UID 1)']);
    expect((await client.say('FETCH 1:4294967295 UID')).tagged).toMatch(/^BAD /);
    expect(await client.ok(`UID FETCH ${'1:*,'.repeat(10_000)}1 UID`)).toEqual(['* 1 FETCH (UID 1)']);
    expect((await client.say('UID FETCH 99999999999999999999 UID')).tagged).toMatch(/^BAD /);
  });

  it('a message without end is thrown away, and the line is cut when it is too long for that', async () => {
    const client = await server.login();
    expect((await client.say('APPEND INBOX {99999999999}')).tagged).toMatch(/^NO \[TOOBIG\]/);
    client.write('x APPEND INBOX {99999999999+}\r\n');
    await client.gone();
  });

  it('a failing login ends at some time', async () => {
    const strict = await startImap({ auth: { users: ['ann@example.org:secret'] } });
    const client = await strict.connect();
    const tries = async (): Promise<void> => {
      for (;;) await client.say('LOGIN ann@example.org wrong');
    };
    await expect(tries()).rejects.toThrow('closed');
    await strict.stop();
  });
});

describe('what is no IMAP', () => {
  it('a web browser is sent away', async () => {
    const client = await LineClient.silent(server.port);
    await client.line();
    // What a page of another origin can make a browser send: commands in the body of a form.
    await client.write(
      'POST / HTTP/1.1\r\nHost: x\r\n\r\na LOGIN ann@example.org x\r\nb SELECT INBOX\r\nc STORE 1 +FLAGS (\\Deleted)\r\nd EXPUNGE\r\n',
    );
    expect(await client.ended()).toBe('* BYE This is no web server\r\n');
  });

  it('whoever says nothing that is a command is sent away', async () => {
    const client = await LineClient.silent(server.port);
    await client.line();
    await client.write('HELO example.org\r\n'.repeat(MAX_MISTAKES));
    expect(await client.ended()).toMatch(/\* BYE /);
  });

  it('connections of one address are bounded', async () => {
    const bounded = await startImap({ maxConnectionsPerIp: 1 });
    await bounded.connect();
    const second = await bounded.connect();
    expect(second.greeting).toMatch(/^\* BYE \[UNAVAILABLE\]/);
    await bounded.stop();
  });

  it('what came in clear behind STARTTLS is not believed', async () => {
    const client = await server.connect();
    client.write('a STARTTLS\r\nb LOGIN ann@example.org x\r\n');
    expect(await client.response()).toMatch(/^a OK/);
    await client.startTls();
    expect((await client.say('SELECT INBOX')).tagged).toMatch(/^BAD SELECT needs a login/);
  });

  it('thousands of commands in one packet are answered in order', async () => {
    const client = await server.login('ann@example.org', 'INBOX');
    client.write(Array.from({ length: 5000 }, (_, i) => `p${i} UID SEARCH ALL\r\n`).join(''));
    for (let i = 0; i < 5000; i++) expect((await client.until(`p${i}`)).untagged).toEqual(['* SEARCH 1']);
  });

  it('messages of one APPEND are bounded together, and a single one is not by that', async () => {
    const client = await server.login('many@example.org');
    const half = MAX_TOGETHER / 2;
    const message = (octets: number): string => ` {${octets}+}\r\n${'x'.repeat(octets)}`;
    const refused = await client.say(`APPEND INBOX${message(half)}${message(half)}${message(1)}`);
    expect(refused.tagged).toMatch(/^NO \[TOOBIG\] The messages of one APPEND/);
    expect(await client.ok('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 0)']);
    await client.ok(`APPEND INBOX${message(MAX_TOGETHER + 1)}`);
    await client.ok(`APPEND INBOX${message(half)}${message(half)}`);
    expect(await client.ok('STATUS INBOX (MESSAGES)')).toEqual(['* STATUS INBOX (MESSAGES 3)']);
    await server.store.deleteAccount('many@example.org');
  });

  it('any bytes get an answer or an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.boolean(), async (bytes, loggedIn) => {
        const client = await LineClient.silent(server.port);
        if (loggedIn) await client.write('a LOGIN ann@example.org x\r\nb SELECT INBOX\r\n');
        await client.write(Buffer.concat([Buffer.from(bytes), Buffer.from('\r\n\r\nzz LOGOUT\r\n')]));
        client.socket.end();
        await client.ended();
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});

/** Bytes that mean something to the parser. */
const SALT = [
  '(',
  ')',
  '"',
  '\\',
  '{',
  '}',
  '{5}',
  '{5+}',
  '~{3+}',
  '*',
  '%',
  '$',
  ' ',
  '\r\n',
  '\0',
  '\xff',
  '&',
  'NIL',
  '<',
  '[',
  ']',
  ',',
];

describe('dialogues with faults in them', () => {
  const scripts = goldenTranscripts(new URL('./fixtures/', import.meta.url)).map(({ lines }) =>
    lines.filter((line) => line.startsWith('C:')).map((line) => `${line.slice(3)}\r\n`),
  );

  it('are survived', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...scripts),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...SALT), fc.boolean()), { minLength: 1, maxLength: 6 }),
        async (script, faults) => {
          let text = script.join('');
          for (const [place, salt, replaces] of faults) {
            const at = place % (text.length + 1);
            text = text.slice(0, at) + salt + text.slice(replaces ? at + salt.length : at);
          }
          const client = await LineClient.silent(server.port);
          await client.write(Buffer.from(text.replaceAll('ann@example.org', 'eve@example.org'), 'latin1'));
          await client.write('\r\nDONE\r\nzz LOGOUT\r\n');
          client.socket.end();
          await client.ended();
        },
      ),
      { numRuns: 300 },
    );
  }, 120_000);
});

describe('a client that does not read', () => {
  it('holds up nobody, and costs no more than a piece of one answer', async () => {
    const large = `Subject: large\r\n\r\n${'0123456789abcdef'.repeat(64 * 1024)}`;
    for (let i = 0; i < 20; i++) await server.deliver(large, 'slow@example.org');
    const slow = await server.login('slow@example.org', 'INBOX');
    const before = process.memoryUsage().rss;
    slow.pause();
    for (let i = 0; i < 10; i++) slow.write(`s${i} FETCH 1:* BODY.PEEK[]\r\n`);
    for (let i = 0; i < 200; i++) await bystander.ok('NOOP');
    // 200 MB were asked for.
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024);
    slow.resume();
    expect((await slow.until('s0')).untagged).toHaveLength(20);
    slow.destroy();
  });
});
