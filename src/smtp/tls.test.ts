import { once } from 'node:events';
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificate } from '../lib/certificate.js';
import { silentLogger } from '../lib/logger.js';
import { DISTRUST } from '../net/trust.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
afterEach(() => server.stop());

const lastSession = () => server.sessions.list({ limit: 1 }).sessions[0];
const lastTranscript = () =>
  (server.sessions.get(lastSession()?.id ?? '')?.transcript ?? []).map(({ from, line }) => `${from}: ${line}`);

describe('TLS', () => {
  it('begins with STARTTLS, with our own certificate, and forgets what was said before', async () => {
    server = await start();
    const client = await RawClient.open(server.port);
    await client.say('EHLO before.example');
    await client.say('AUTH PLAIN AGFubgBzZWNyZXQ=');
    await client.say('MAIL FROM:<ann@example.org>');
    expect(await client.say('STARTTLS')).toBe('220 2.0.0 Ready to start TLS');
    const socket = await client.startTls();
    const { subjectaltname } = socket.getPeerCertificate();
    expect(subjectaltname).toContain('DNS:restante.test');
    expect(subjectaltname).toContain('DNS:localhost');
    // RFC 3207 §4.2
    expect(await client.say('MAIL FROM:<ann@example.org>')).toMatch(/^503 /);
    await client.data();
    expect(await client.say('hello\r\n.')).toMatch(/^250 /);
    const [message] = await server.messages();
    expect(message?.envelope.tls?.version).toMatch(/^TLSv1\.[23]$/);
    expect(message?.envelope.tls?.cipher).toMatch(/^(TLS_|ECDHE)/);
    expect(message?.envelope.user).toBeNull();
    expect(lastSession()?.tls).toBe(`${message?.envelope.tls?.version} ${message?.envelope.tls?.cipher}`);
    expect(message?.session?.transcript).toMatch(/\*\tTLSv1\.\d \S+ from here on/);
    client.destroy();
  });

  it('drops commands that were sent before the handshake', async () => {
    server = await start();
    const client = await RawClient.open(server.port);
    await client.say('EHLO x');
    await client.write('STARTTLS\r\nEHLO evil.example\r\nMAIL FROM:<evil@example.org>\r\nRCPT TO:<b@example.org>\r\n');
    await client.reply();
    await client.startTls();
    expect(await client.say('RCPT TO:<c@example.org>')).toMatch(/^503 5\.5\.1 Error: send HELO/);
    await client.data();
    expect(await client.say('.')).toMatch(/^250 /);
    const [message] = await server.messages();
    expect(message?.envelope).toMatchObject({ helo: 'client.example', reversePath: { address: 'ann@example.org' } });
    expect(message?.session?.transcript).not.toContain('evil');
    client.destroy();
  });

  it('is there from the first byte on the port for it', async () => {
    server = await start({ smtp: { tlsPort: 0 } });
    const client = await RawClient.openTls(server.tlsPort);
    await client.data();
    expect(await client.say('hello\r\n.')).toMatch(/^250 /);
    const [message] = await server.messages();
    expect(message?.envelope.tls).not.toBeNull();
    expect(await client.say('STARTTLS')).toMatch(/^503 /);
    client.destroy();
  });

  it('takes the configured certificate', async () => {
    const own = createCertificate({ name: 'own.example', tls: {} });
    server = await start({ smtp: { tlsPort: 0 } }, { certificate: own });
    const { cert } = await own();
    const socket = connect({ port: server.tlsPort, host: '127.0.0.1', ca: cert, servername: 'own.example' });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  it('is refused, and the session goes on, when there is no certificate', async () => {
    let tries = 0;
    const certificate = async () => {
      tries++;
      throw new Error('no certificate today');
    };
    server = await start({}, { certificate });
    const client = await RawClient.open(server.port);
    await client.say('EHLO x');
    for (let times = 1; times <= 2; times++) {
      expect(await client.say('STARTTLS')).toMatch(/^454 4\.7\.0 /);
      expect(tries).toBe(times);
    }
    expect(await client.say('MAIL FROM:<>')).toMatch(/^250 /);
    client.destroy();
  });

  it('waits for a certificate that is still being made', async () => {
    let ready = (_: unknown) => {};
    const gate = new Promise((resolve) => {
      ready = resolve;
    });
    const make = createCertificate({ name: 'slow.example', tls: {} });
    server = await start({ smtp: { tlsPort: 0 } }, { certificate: () => gate.then(make) });
    const plain = await RawClient.open(server.port);
    expect(await plain.say('NOOP')).toMatch(/^250 /);
    const gone = connectPlain(server.tlsPort, '127.0.0.1');
    await once(gone, 'connect');
    gone.resetAndDestroy();
    const secured = RawClient.openTls(server.tlsPort);
    ready(undefined);
    const client = await secured;
    expect(await client.say('NOOP')).toMatch(/^250 /);
    plain.destroy();
    client.destroy();
  });

  it('that fails is told as a failed session', async () => {
    server = await start({ smtp: { tlsPort: 0 } });
    const plain = await RawClient.silent(server.tlsPort);
    await plain.write('EHLO there\r\n');
    await until(() => lastSession()?.outcome === 'failed');
    expect(lastTranscript().at(-1)).toMatch(/^note: TLS handshake failed: /);

    const client = await RawClient.open(server.port);
    await client.say('EHLO x');
    await client.say('STARTTLS');
    await client.write('this is no handshake\r\n');
    await client.ended();
    await until(() => lastSession()?.endedAt !== null);
    expect(lastSession()?.outcome).toBe('failed');
    expect(lastTranscript().at(-1)).toMatch(/^note: TLS handshake failed: /);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'that the client does not trust (%s) says so in its session',
    async (version) => {
      const said: string[] = [];
      const logger = { ...silentLogger, warn: (_: unknown, message?: string) => void said.push(String(message)) };
      server = await start({ smtp: { tlsPort: 0 } }, { logger });
      const tls = { minVersion: version, maxVersion: version };
      for (const options of [
        { port: server.port, requireTLS: true },
        { port: server.tlsPort, secure: true },
      ]) {
        const post = createTransport({ host: '127.0.0.1', tls, ...options });
        await expect(post.verify()).rejects.toThrow(/self-signed certificate/);
        post.close();
        await until(() => lastSession()?.endedAt !== null);
        expect(lastSession()?.outcome).toBe('failed');
        expect(lastTranscript().at(-1)).toMatch(/^note: .*does not trust the certificate/);
      }
      expect(await server.messages()).toEqual([]);
    },
  );

  it('that ends without a word is told to whoever reads the log', async () => {
    const said: unknown[] = [];
    const logger = { ...silentLogger, warn: (_: unknown, message?: string) => void said.push(message) };
    server = await start({ smtp: { tlsPort: 0 } }, { logger });
    const client = await RawClient.openTls(server.tlsPort);
    client.destroy();
    await until(() => lastSession()?.endedAt !== null);
    expect(lastSession()?.outcome).toBe('failed');
    expect(said).toEqual([`smtp: ${DISTRUST}`]);
  });

  it('that is used is no matter of trust', async () => {
    server = await start({ smtp: { tlsPort: 0 } });
    const client = await RawClient.openTls(server.tlsPort);
    await client.say('EHLO x');
    await client.say('QUIT');
    await until(() => lastSession()?.endedAt !== null);
    expect(lastSession()?.outcome).toBe('nothing');
    client.destroy();
  });
});
