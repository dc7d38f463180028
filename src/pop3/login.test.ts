import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificate } from '../lib/certificate.js';
import { createProxyProtocol } from '../net/proxy.js';
import { MAX_LOGIN_FAILURES } from './limits.js';
import { Pop3Client } from './testing/pop3-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
afterEach(() => server.stop());

const ANN = 'ann@example.org';
const lastSession = () => server.sessions.list({ limit: 1 }).sessions[0];

describe('an account', () => {
  it('is there for whoever logs in, under all spellings of its name', async () => {
    server = await start();
    await server.deliver('Subject: x\r\n\r\n', 'bob@example.org');
    const client = await server.login('BOB@Example.ORG.');
    expect(await client.ok('STAT')).toBe('+OK 1 14');
    const nobody = await server.login('nobody');
    expect(await nobody.ok('STAT')).toBe('+OK 0 0');
    expect(await nobody.lines('LIST')).toEqual([]);
    expect((await server.store.account('nobody')).messages).toBe(0);
  });

  it('that is the catch-all has the messages of all', async () => {
    server = await start();
    await server.deliver('Subject: 1\r\n\r\n', 'a@example.org', 'catchall');
    await server.deliver('Subject: 2\r\n\r\n', 'b@example.org', 'catchall');
    const client = await server.login('catchall');
    expect(await client.ok('STAT')).toBe('+OK 2 28');
    await client.ok('DELE 1');
    await client.ok('QUIT');
    // The message itself stays while another account has it.
    expect((await server.store.account('a@example.org')).messages).toBe(1);
  });

  it('follows --plus-addressing', async () => {
    server = await start({ accounts: { plus: 'base' } });
    await server.deliver('Subject: x\r\n\r\n', ANN);
    expect(await (await server.login('ann+tag@example.org')).ok('STAT')).toBe('+OK 1 14');
  });

  it('has no name without a letter', async () => {
    server = await start();
    const client = await server.connect();
    await client.ok('USER @');
    expect(await client.say('PASS x')).toMatch(/^-ERR \[AUTH\] /);
  });
});

describe('APOP', () => {
  it('proves the password by the time stamp of the greeting, which is another one each time', async () => {
    server = await start({ auth: { users: [`${ANN}:tanstaaf`] } });
    await server.deliver('Subject: x\r\n\r\n', ANN);
    const [client, other] = [await server.connect(), await server.connect()];
    const stamp = /<[^<>@\s]+@[^<>@\s]+>$/.exec(client.greeting)?.[0] ?? '';
    expect(other.greeting).not.toContain(stamp);
    const digest = createHash('md5').update(`${stamp}tanstaaf`).digest('hex');
    expect(await other.say(`APOP ${ANN} ${digest}`)).toMatch(/^-ERR \[AUTH\] /);
    expect(await client.say(`APOP ${ANN} ${digest.toUpperCase()}`)).toBe('+OK 1 message (14 octets)');
    expect(server.transcript().join('\n')).not.toContain(digest);
  });
});

describe('a maildrop', () => {
  it('has one session at a time, and is free when that ends, with QUIT or without', async () => {
    server = await start();
    const first = await server.login(ANN);
    const second = await server.connect();
    await second.ok(`USER ${ANN.toUpperCase()}`);
    expect(await second.say('PASS x')).toMatch(/^-ERR \[IN-USE\] /);
    expect(await (await server.login('bob@example.org')).ok('STAT')).toBe('+OK 0 0');
    await first.ok('QUIT');
    // At once: the lock is given back before the goodbye.
    expect(await second.login(ANN)).toMatch(/^\+OK/);
    second.socket.resetAndDestroy();
    const third = await server.connect();
    await until(async () => {
      await third.ok(`USER ${ANN}`);
      return (await third.say('PASS x')).startsWith('+OK');
    });
  });
});

describe('a failed login', () => {
  it('may be repeated, but not for ever', async () => {
    server = await start({ auth: { users: [`${ANN}:secret`] } });
    const client = await server.connect();
    for (let times = 1; times < MAX_LOGIN_FAILURES; times++) {
      await client.ok(`USER ${ANN}`);
      expect(await client.say('PASS guess')).toMatch(/^-ERR \[AUTH\] /);
    }
    await client.ok(`USER ${ANN}`);
    expect(await client.say('PASS guess')).toBe('-ERR [AUTH] Too many failed logins');
    expect(await client.ended()).toBe('');
    await until(() => lastSession()?.outcome === 'failed');
  });
});

describe('a session', () => {
  it('is listed with its user, and shows no credentials', async () => {
    server = await start();
    const client = await server.connect();
    for (const line of [
      `USER ${ANN}`,
      'APOP name with spaces 0123456789abcdef0123456789abcdef',
      'AUTH PLAIN c2VjcmV0LXRva2Vu extra-secret',
      ` pass secret-${1}`,
      'AUTH LOGIN',
      'c2VjcmV0LW5hbWU=',
      'c2VjcmV0LXBhc3M=',
    ]) {
      await client.say(line);
    }
    await client.ok('NOOP');
    const text = server.transcript().join('\n');
    for (const secret of ['secret', '0123456789abcdef', 'c2VjcmV0']) expect(text).not.toContain(secret);
    expect(text).toContain('client: AUTH PLAIN ***');
    expect(text).toContain(`client: USER ${ANN}`);
    expect(lastSession()).toMatchObject({ protocol: 'pop3', outcome: 'open', client: { address: '127.0.0.1' } });
    client.destroy();
    await until(() => lastSession()?.endedAt !== null);
  });

  it('tells which messages were read', async () => {
    server = await start();
    const message = await server.deliver('Subject: x\r\n\r\nbody\r\n', ANN);
    const client = await server.login(ANN);
    await client.content('TOP 1 1');
    await client.content('RETR 1');
    await client.ok('QUIT');
    expect(server.transcript().filter((line) => line.includes('reader'))).toEqual([
      `note: reader: the top of message ${message.id} was looked at`,
      `note: reader: message ${message.id} was retrieved`,
    ]);
    expect(lastSession()?.user).toBe(ANN);
  });
});

describe('TLS', () => {
  it('is there from the first byte on the port for it', async () => {
    server = await start();
    const client = await Pop3Client.silentTls(server.tlsPort);
    expect(await client.line()).toBe('+OK Restante is ready');
    await client.login(ANN);
    expect(lastSession()?.tls).toMatch(/^TLSv1\.\d /);
    await client.ok('QUIT');
    await client.ended();
  });

  it('forgets what came in clear behind STLS', async () => {
    server = await start();
    await server.deliver('Subject: x\r\n\r\n', 'evil@example.org');
    const client = await server.connect();
    await client.write('STLS\r\nUSER evil@example.org\r\nPASS x\r\nDELE 1\r\nQUIT\r\n');
    expect(await client.line()).toBe('+OK Begin TLS');
    await client.startTls();
    expect(await client.say('NOOP')).toBe('-ERR Log in first');
    expect(client.unread).toBe('');
    await client.login(ANN);
    expect(server.transcript().join('\n')).not.toContain('evil');
    expect((await server.store.account('evil@example.org')).messages).toBe(1);
  });

  it('is refused, and the session goes on, when there is no certificate', async () => {
    const certificate = async () => {
      throw new Error('no certificate today');
    };
    server = await start({}, { certificate });
    const client = await server.connect();
    expect(await client.say('STLS')).toBe('-ERR [SYS/TEMP] There is no certificate for TLS here');
    await client.login(ANN);
  });

  it('where it is required, lets passwords pass only behind it', async () => {
    server = await start(
      { pop3: { tlsRequired: true } },
      { certificate: createCertificate({ name: 'x.test', tls: {} }) },
    );
    const client = await server.connect();
    expect(await client.say(`USER ${ANN}`)).toBe('-ERR Say STLS first');
    await client.ok('STLS');
    await client.startTls();
    expect(await client.login(ANN)).toMatch(/^\+OK/);
  });
});

describe('the bounds of connections', () => {
  it('count all, and those of one address behind a proxy', async () => {
    const input = { maxConnectionsPerIp: 1, pop3: { maxConnections: 3 } };
    server = await start(input, { proxy: createProxyProtocol(['127.0.0.1']) });
    const clients: Pop3Client[] = [];
    const from = async (address: string) => {
      const client = await Pop3Client.silent(server.port);
      clients.push(client);
      await client.write(`PROXY TCP4 ${address} 198.51.100.1 4711 110\r\n`);
      return client;
    };
    const first = await from('192.0.2.1');
    expect(await first.line()).toMatch(/^\+OK/);
    expect(lastSession()?.client).toEqual({ address: '192.0.2.1', port: 4711 });
    expect(await (await from('192.0.2.1')).ended()).toBe(
      '-ERR [SYS/TEMP] Too many connections from your address, try again in a moment\r\n',
    );
    expect(await (await from('192.0.2.2')).line()).toMatch(/^\+OK/);
    for (const client of clients) client.destroy();
  });
});

describe('idle time', () => {
  it('ends the session without a word, and without deleting anything', async () => {
    server = await start({ pop3: { idleTimeout: 100 } });
    await server.deliver('Subject: x\r\n\r\n', ANN);
    const client = await server.login(ANN);
    await client.ok('DELE 1');
    expect(await client.ended()).toBe('');
    await until(() => lastSession()?.endedAt !== null);
    expect((await server.store.account(ANN)).messages).toBe(1);
    expect(server.transcript().at(-1)).toBe('note: nothing was said for too long');
  });
});

describe('a stop', () => {
  it('ends idle sessions at once, and deletes nothing that was not said with QUIT', async () => {
    server = await start();
    await server.deliver('Subject: x\r\n\r\n', ANN);
    const client = await server.login(ANN);
    await client.ok('DELE 1');
    await server.server.close(60_000);
    expect(await client.ended()).toBe('');
    expect((await server.store.account(ANN)).messages).toBe(1);
    await expect(Pop3Client.silent(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
