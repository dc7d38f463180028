import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { mail, openHouse } from './testing/harness.js';

it('answers the first request of all, however early it comes', async () => {
  const house = await openHouse();
  const answers = await Promise.all(Array.from({ length: 20 }, () => house.ask('/api/messages')));
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
  await house.close();
});

it('rejects when the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  await expect(openHouse({ http: { port } })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  other.close();
});

it('does not listen when it is off', async () => {
  const house = await openHouse({ http: { port: 'off' } });
  expect(house.port).toBe(0);
  await house.close();
});

it('finishes what is in flight when it stops, and waits for no idle connection', async () => {
  const house = await openHouse();
  const { id } = await house.put(mail('x', 'y'.repeat(1_000_000)));
  const agent = new Agent({ keepAlive: true });
  const idle = new Promise((resolve) => {
    request({ host: '127.0.0.1', port: house.port, path: '/healthz', agent }, (res) =>
      res.resume().on('end', resolve),
    ).end();
  });
  await idle;
  const download = house.ask(`/api/messages/${id}/raw`);
  await house.ask('/healthz');
  await house.close();
  expect((await download).bytes.length).toBeGreaterThan(1_000_000);
  agent.destroy();
});

it('stops cleanly when nothing was ever asked', async () => {
  await (await openHouse()).close();
});

it('waits for no connection that never asked anything', async () => {
  const house = await openHouse();
  const socket = connect(house.port, '127.0.0.1');
  await once(socket, 'connect');
  const ended = once(socket, 'close');
  await house.close(60_000);
  await ended;
});

it('cuts off who does not finish a header or a body', async () => {
  const house = await openHouse({}, { headersTimeout: 100, requestTimeout: 300, connectionsCheckingInterval: 20 });
  const slowHeader = 'GET /api/info HTTP/1.1\r\nHost: localhost\r\nX-Slow: ';
  expect(await house.wire(slowHeader)).toMatch(/^HTTP\/1.1 408 /);
  const slowBody =
    'POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: message/rfc822\r\nContent-Length: 100\r\n\r\nSubject: x';
  expect(await house.wire(slowBody)).toMatch(/^(?:HTTP\/1.1 4\d\d |$)/);
  expect((await house.store.stats()).messages).toBe(0);
  await house.close();
});

it('passes over the offer of another protocol, with a body or without', async () => {
  const house = await openHouse();
  const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAAA\r\n';
  const body = mail('by Java');
  const post = `POST /api/messages HTTP/1.1\r\nHost: localhost\r\n${offer}Content-Type: message/rfc822\r\nContent-Length: ${body.length}\r\n\r\n`;
  const last = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
  expect(await house.wire(post + body + last)).toMatch(/^HTTP\/1.1 201 .*HTTP\/1.1 200 /s);
  expect((await house.store.list({ limit: 1 })).messages[0]?.summary.subject).toBe('by Java');
  // The guards see it as they see any other.
  const foreign = `DELETE /api/messages HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n${offer}\r\n`;
  expect(await house.wire(foreign + last)).toMatch(/^HTTP\/1.1 403 /);
  expect(await house.wire(`GET /api/info HTTP/1.1\r\nHost: evil.example\r\n${offer}\r\n${last}`)).toMatch(/ 421 /);
  await house.close();
});
