import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it, test } from 'vitest';
import type { ConfigInput } from '../../index.js';
import { createServer, type Restante } from '../../server.js';
import { runCommand } from '../testing/run-command.js';
import { faultOf } from './greeting.js';
import * as healthcheck from './index.js';

const started: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

async function start(config: ConfigInput = {}): Promise<{ restante: Restante; url: string }> {
  // A port of its own: connections to another test's server may still be in the pool.
  const restante = createServer({ ...config, http: { port: 0, ...config.http } });
  const { http } = await restante.start();
  started.push({
    async stop() {
      expect(await restante.store.verify()).toEqual([]);
      await restante.stop();
    },
  });
  return { restante, url: http?.url as string };
}

const check = (env: Record<string, string>, ...argv: string[]) => runCommand(healthcheck.run, argv, { env });

test('quiet when every port greets, TLS and IPv6 too; and it leaves no session behind', async () => {
  const tlsPort = { tlsPort: 0 };
  const { restante, url } = await start({ smtp: tlsPort, pop3: tlsPort, imap: tlsPort });
  expect(Object.values(restante.addresses)).not.toContain(null);
  expect(await check({ RESTANTE_URL: url })).toEqual({ code: 0, stdout: '', stderr: '' });
  // The goodbyes have come: every connection is gone before the next one is begun.
  await expect.poll(async () => (await restante.client.sessions.list()).sessions).toEqual([]);
});

test('behind a proxy the ports greet whoever says a PROXY header', async () => {
  const { url } = await start({ proxyProtocol: ['127.0.0.1'], pop3: { port: 'off' }, imap: { port: 'off' } });
  expect(await check({ RESTANTE_URL: url })).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('finds the server by its own variables', async () => {
  const { url } = await start({ smtp: { port: 'off' }, http: { basePath: '/mail', token: 'secret-token' } });
  const { port, pathname } = new URL(url);
  const own = { RESTANTE_HTTP_PORT: port, RESTANTE_BASE_PATH: pathname, RESTANTE_HTTP_TOKEN: 'secret-token' };
  expect(await check(own)).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('without the token it asks the page alone, and says so; a wrong one is a fault', async () => {
  const { url } = await start({ http: { token: 'secret-token' } });
  expect(await check({ RESTANTE_URL: url })).toMatchObject({
    code: 0,
    stderr: 'restante healthcheck: only the page was asked; give --token or --auth for the mail ports\n',
  });
  expect(await check({ RESTANTE_URL: url }, '--http-only')).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await check({ RESTANTE_URL: url }, '--token', 'another-token')).toMatchObject({
    code: 1,
    stderr: 'restante healthcheck: The server does not take this token or login\n',
  });
});

test('says why not', async () => {
  const { code, stderr } = await check({}, '--url', 'http://127.0.0.1:1');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^restante healthcheck: No Restante answers at .*\n$/);
});

/** A port where each connection is met by `meet`. */
async function port(meet: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started.push({
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
  return (server.address() as { port: number }).port;
}

it.each<[string, (socket: Socket) => void, string]>([
  ['another protocol', (socket) => void socket.write('+OK POP3 here\r\n'), 'greets with "+OK POP3 here"'],
  ['a refusal', (socket) => void socket.write('421 4.3.2 Too many\r\n'), 'greets with "421 4.3.2 Too many"'],
  ['a line without end', (socket) => void socket.write('x'.repeat(10_000)), `greets with "${'x'.repeat(80)}"`],
  ['silence', () => {}, 'no greeting within 100 ms'],
  ['nobody home', (socket) => void socket.end(), 'the server hung up without a greeting'],
])('%s is told in one line', async (_, meet, fault) => {
  const number = await port(meet);
  const told = await faultOf({ protocol: 'SMTP', tls: false, host: '127.0.0.1', port: number }, 100);
  expect(told).toContain(`SMTP at 127.0.0.1:${number}`);
  expect(told).toContain(fault);
  expect(told).not.toContain('\n');
});

it('says where nothing listens, and which ports want TLS', async () => {
  const closed = { protocol: 'IMAP', tls: true, host: '127.0.0.1', port: 1 } as const;
  expect(await faultOf(closed, 1000)).toBe('IMAP with TLS at 127.0.0.1:1: nothing listens there');
  const plain = await port((socket) => void socket.write('* OK IMAP without TLS\r\n'));
  expect(await faultOf({ ...closed, port: plain }, 1000)).toMatch(/^IMAP with TLS at 127\.0\.0\.1:\d+: /);
});
