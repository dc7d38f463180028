import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeTranscript } from '../sessions/transcript.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
let client: RawClient;
beforeEach(async () => {
  server = await start();
  client = await RawClient.open(server.port);
});
afterEach(async () => {
  client.destroy();
  await server.stop();
});

async function ended() {
  client.destroy();
  const last = () => server.sessions.list({ limit: 1 }).sessions[0];
  await until(() => last()?.endedAt !== null);
  const session = server.sessions.get(last()?.id ?? '');
  if (!session) throw new Error('There is no session.');
  return { ...session.info, lines: session.transcript.map(({ from, line }) => `${from}: ${line}`) };
}

describe('the session of a message', () => {
  it('is written down with it: what was said, without the bytes', async () => {
    await client.data();
    await client.say(`Subject: x\r\n\r\n${'y'.repeat(1010)}\r\n.`);
    const [message] = await server.messages();
    const lines = decodeTranscript(message?.session?.transcript ?? '');
    expect(lines.map(({ from, line }) => `${from}: ${line}`)).toEqual([
      'server: 220 restante.test ESMTP',
      'client: EHLO client.example',
      'server: 250-restante.test',
      'server: 250-PIPELINING',
      'server: 250-8BITMIME',
      'server: 250-SMTPUTF8',
      'server: 250-ENHANCEDSTATUSCODES',
      'server: 250-DSN',
      'server: 250-SIZE 52428800',
      'server: 250-STARTTLS',
      'server: 250 AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2',
      'client: MAIL FROM:<ann@example.org>',
      'server: 250 2.1.0 Sender noted',
      'client: RCPT TO:<bob@example.org>',
      'server: 250 2.1.5 Recipient noted',
      'client: DATA',
      'server: 354 Go ahead; end with <CR><LF>.<CR><LF>',
      'note: 1,026 bytes of message',
    ]);
    const session = await ended();
    expect(session.lines).toEqual([
      ...lines.map(({ from, line }) => `${from}: ${line}`),
      `server: 250 2.0.0 OK: kept as ${message?.id}`,
    ]);
    expect(session).toMatchObject({ id: message?.session?.id, outcome: 'messages', messages: [message?.id] });
  });

  it('repeats its beginning with each message, but no other message', async () => {
    await client.say('EHLO client.example');
    await client.say('AUTH PLAIN AGFubgBzZWNyZXQ=');
    for (let number = 0; number < 3; number++) {
      await client.say(`MAIL FROM:<sender${number}@example.org>`);
      await client.say('RCPT TO:<bob@example.org>');
      await client.say('DATA');
      await client.say('.');
      await client.say('RSET');
    }
    for (const [number, message] of (await server.messages()).entries()) {
      const text = message.session?.transcript ?? '';
      expect(text).toContain('EHLO client.example');
      expect(text).toContain('AUTH PLAIN ***');
      expect([0, 1, 2].map((other) => text.includes(`sender${other}`))).toEqual(
        [0, 1, 2].map((other) => other === number),
      );
      expect(text).not.toContain('RSET');
      expect(message.envelope.user).toBe('ann');
    }
    expect(await ended()).toMatchObject({ user: 'ann', messageCount: 3 });
  });

  it('has what was lenient, and so has the message', async () => {
    await client.say('EHLO');
    await client.say('MAIL FROM: ann@example.org SIZE=big');
    await client.say('RCPT TO:<петр@пример.рф>');
    await client.say('DATA');
    await client.say('Subject: x\r\n\r\n.');
    const [message] = await server.messages();
    expect(message?.summary.notes.map(({ code }) => code).slice(0, 4)).toEqual([
      'helo-without-name',
      'missing-angle-brackets',
      'bad-parameter',
      'utf8-without-smtputf8',
    ]);
    expect(message?.session?.transcript).toContain('*\tlenient: The path is not in angle brackets');
    expect(message?.envelope).toMatchObject({
      helo: '',
      reversePath: { address: 'ann@example.org', params: { SIZE: 'big' } },
    });
  });
});

describe('a session', () => {
  it('shows no credentials', async () => {
    const secret = Buffer.from('top secret').toString('base64');
    await client.say('EHLO client.example');
    await client.say('AUTH LOGIN');
    await client.say(Buffer.from('ann').toString('base64'));
    expect(await client.say(secret)).toMatch(/^235 /);
    const session = await ended();
    expect(session.lines.join('\n')).not.toContain(secret);
    expect(session.lines.slice(-6)).toEqual([
      'client: AUTH LOGIN',
      'server: 334 VXNlcm5hbWU6',
      'client: ***',
      'server: 334 UGFzc3dvcmQ6',
      'client: ***',
      'server: 235 2.7.0 Authentication successful',
    ]);
    expect(session).toMatchObject({ outcome: 'nothing', user: 'ann', tls: null });
  });

  it('is listed while it is open', async () => {
    await client.say('NOOP');
    const [session] = server.sessions.list({ limit: 1 }).sessions;
    expect(session).toMatchObject({
      outcome: 'open',
      endedAt: null,
      protocol: 'smtp',
      client: { address: '127.0.0.1' },
    });
    expect(session?.client.port).toBe(client.socket.localPort);
  });

  it.each([
    ['in the middle of a message', 'Subject: half\r\n\r\nhal', /after 20 bytes of message; nothing is kept$/],
    ['before its first byte', '', /after 0 bytes of message; nothing is kept$/],
    ['before the end of the end', 'whole\r\n.\r', /after 7 bytes of message; nothing is kept$/],
  ])('whose client vanishes %s has failed, and nothing is kept', async (_when, sent, note) => {
    await client.data();
    await client.write(sent);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const session = await ended();
    expect(session.outcome).toBe('failed');
    expect(session.lines.at(-1)).toMatch(note);
    expect(await server.messages()).toEqual([]);
    expect((await server.store.stats()).bytes).toBe(0);
  });

  it('whose client vanishes with a reset in the middle has failed too', async () => {
    await client.data();
    client.socket.resetAndDestroy();
    expect((await ended()).outcome).toBe('failed');
  });

  it('with no word said brought nothing', async () => {
    expect(await ended()).toMatchObject({ outcome: 'nothing', lines: ['server: 220 restante.test ESMTP'] });
  });

  it('keeps controls out of its lines', async () => {
    await client.say('NOOP \x1b[31m\x07');
    expect((await ended()).lines).toContain('client: NOOP \\x1b[31m\\x07');
  });
});

describe('the envelope', () => {
  it('has everything that was said', async () => {
    await client.say('EHLO Client.Example');
    await client.say('AUTH PLAIN AGFubgBzZWNyZXQ=');
    await client.say('MAIL FROM:<> BODY=8bitmime smtputf8 ENVID=x AUTH=<>');
    await client.say('RCPT TO:<"odd user"@x> notify=NEVER');
    await client.say('RCPT TO:<Bob+tag@Example.org>');
    await client.say('DATA');
    await client.say('.');
    const [message] = await server.messages();
    expect(message?.envelope).toEqual({
      via: 'smtp',
      reversePath: { address: '', params: { BODY: '8bitmime', SMTPUTF8: true, ENVID: 'x', AUTH: '<>' } },
      forwardPaths: [
        { address: '"odd user"@x', params: { NOTIFY: 'NEVER' } },
        { address: 'Bob+tag@Example.org', params: {} },
      ],
      helo: 'Client.Example',
      client: { address: '127.0.0.1', port: client.socket.localPort },
      tls: null,
      user: 'ann',
      body: '8BITMIME',
      smtputf8: true,
    });
    expect(message?.size).toBe(0);
    expect(message?.summary.notes.filter(({ code }) => /parameter|path|address/.test(code))).toEqual([]);
  });
});
