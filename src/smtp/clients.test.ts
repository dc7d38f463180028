import { createTransport } from 'nodemailer';
import { afterEach, describe, expect, it } from 'vitest';
import { type Running, start } from './testing/start.js';

let server: Running;
afterEach(() => server.stop());

const mail = {
  from: 'Ann <ann@example.org>',
  to: ['bob@example.org', 'Пётр <петр@пример.рф>'],
  subject: 'Grüße',
  text: '.dots\n..and more\n',
};
const tls = { rejectUnauthorized: false };

describe('nodemailer', () => {
  it('sends over STARTTLS with a login', async () => {
    server = await start();
    const auth = { user: 'ann', pass: 'anything' };
    const transport = createTransport({
      host: '127.0.0.1',
      port: server.port,
      name: 'app.example',
      auth,
      tls,
      requireTLS: true,
    });
    const { response } = await transport.sendMail(mail);
    const [message] = await server.messages();
    expect(response).toBe(`250 2.0.0 OK: kept as ${message?.id}`);
    expect(message?.envelope).toMatchObject({
      user: 'ann',
      helo: 'app.example',
      smtputf8: true,
      client: { address: '127.0.0.1' },
    });
    expect(message?.envelope.tls).not.toBeNull();
    expect(message?.summary.subject).toBe('Grüße');
    expect(message?.locations.map(({ account }) => account).sort()).toEqual([
      'ann',
      'bob@example.org',
      'catchall',
      'петр@пример.рф',
    ]);
    expect(message?.session?.transcript).not.toContain(Buffer.from('anything').toString('base64'));
    expect(String(await server.raw(message?.id ?? ''))).toContain('\r\n.dots\r\n..and more\r\n');
    transport.close();
  });

  it('sends over implicit TLS', async () => {
    server = await start({ smtp: { port: 'off', tlsPort: 0 } });
    const transport = createTransport({ host: '127.0.0.1', port: server.tlsPort, secure: true, tls });
    await transport.sendMail(mail);
    expect(await server.messages()).toHaveLength(1);
  });

  it('sends many over a pool, without TLS', async () => {
    server = await start();
    const pool = createTransport({
      host: '127.0.0.1',
      port: server.port,
      pool: true,
      ignoreTLS: true,
      maxConnections: 5,
    });
    const subjects = Array.from({ length: 100 }, (_, at) => `number ${at}`);
    await Promise.all(subjects.map((subject) => pool.sendMail({ ...mail, subject })));
    const kept = (await server.messages()).map((message) => message.summary.subject);
    expect(kept.sort()).toEqual(subjects.sort());
    pool.close();
  });

  it('is refused with a wrong password where users are configured', async () => {
    server = await start({ auth: { users: ['ann:secret'] }, smtp: { authRequired: true } });
    const at = { host: '127.0.0.1', port: server.port, tls };
    await expect(createTransport({ ...at, auth: { user: 'ann', pass: 'wrong' } }).sendMail(mail)).rejects.toThrow(
      '535',
    );
    await expect(createTransport(at).sendMail(mail)).rejects.toThrow('530');
    for (const authMethod of ['PLAIN', 'LOGIN']) {
      await createTransport({ ...at, authMethod, auth: { user: 'ann', pass: 'secret' } }).sendMail(mail);
    }
    expect(await server.messages()).toHaveLength(2);
  });
});
