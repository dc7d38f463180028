import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { RawClient } from './testing/raw-client.js';
import { start } from './testing/start.js';

describe('listening', () => {
  it('rejects with the error of the port, and leaves nothing open', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expect(start({ smtp: { port: 0, tlsPort: port } })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    await expect(start({ smtp: { port } })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    taken.close();
  });

  it('leaves out what is off', async () => {
    const server = await start({ smtp: { port: 'off' } });
    expect([server.port, server.tlsPort]).toEqual([0, 0]);
    await server.stop();
  });

  it('works with twenty at once', async () => {
    const servers = await Promise.all(Array.from({ length: 20 }, () => start()));
    await Promise.all(
      servers.map(({ port }, at) =>
        createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
          from: 'a@example.org',
          to: 'b@example.org',
          subject: `${at}`,
        }),
      ),
    );
    for (const [at, server] of servers.entries()) {
      expect((await server.messages()).map(({ summary }) => summary.subject)).toEqual([`${at}`]);
      await server.stop();
    }
  });
});

describe('a stop', () => {
  it('says 421 to idle connections at once, lets a transaction end, and accepts nobody', async () => {
    const server = await start({ smtp: { tlsPort: 0 } });
    const idle = await RawClient.open(server.port);
    const idleTls = await RawClient.openTls(server.tlsPort);
    await idle.say('EHLO x');
    const busy = await RawClient.open(server.port);
    await busy.data();
    await busy.write('Subject: in fli');
    const stopped = server.server.close(5000);
    expect(await idle.reply()).toMatch(/^421 4\.3\.2 /);
    expect(await idleTls.reply()).toMatch(/^421 4\.3\.2 /);
    await expect(RawClient.silent(server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await busy.write('ght\r\n.\r\n');
    expect(await busy.reply()).toMatch(/^250 /);
    expect(await busy.reply()).toMatch(/^421 4\.3\.2 /);
    await stopped;
    expect((await server.messages()).map(({ summary }) => summary.subject)).toEqual(['in flight']);
    expect(server.sessions.list({ limit: 9 }).sessions.map(({ outcome }) => outcome)).toEqual([
      'messages',
      'nothing',
      'nothing',
    ]);
    await server.stop();
  });

  it('says 421 to a client that gives its transaction up', async () => {
    const server = await start();
    const client = await RawClient.open(server.port);
    await client.say('EHLO x');
    await client.say('MAIL FROM:<>');
    const stopped = server.server.close(5000);
    await client.write('RSET\r\n');
    expect(await client.reply()).toMatch(/^250 /);
    expect(await client.reply()).toMatch(/^421 /);
    await stopped;
    await server.stop();
  });

  it('cuts what has not ended in time, and keeps nothing of it', async () => {
    const server = await start();
    const client = await RawClient.open(server.port);
    await client.data();
    await client.write('Subject: unfinished\r\n');
    await server.server.close(50);
    await client.ended();
    expect(await server.messages()).toEqual([]);
    expect(server.sessions.list({ limit: 1 }).sessions[0]?.outcome).toBe('failed');
    await server.stop();
  });

  it('does not wait for idle clients that stay', async () => {
    const server = await start();
    const client = await RawClient.open(server.port);
    client.socket.pause();
    await server.server.close(60_000);
    client.destroy();
    await server.stop();
  });

  it('does not wait for handshakes that never come', async () => {
    const server = await start({ smtp: { tlsPort: 0 } });
    const client = await RawClient.silent(server.tlsPort);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await server.server.close(60_000);
    client.destroy();
    await server.stop();
  });
});
