import { afterEach, describe, expect, it } from 'vitest';
import { createProxyProtocol } from '../net/proxy.js';
import { proxyV2 } from '../net/testing/proxy-v2.js';
import { RawClient } from './testing/raw-client.js';
import { type Running, start, until } from './testing/start.js';

let server: Running;
const clients: RawClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await server.stop();
});

const proxy = createProxyProtocol(['127.0.0.1']);

async function silent(port = server.port): Promise<RawClient> {
  const client = await RawClient.silent(port);
  clients.push(client);
  return client;
}

describe('the PROXY protocol before SMTP', () => {
  it.each([
    ['version 1', Buffer.from('PROXY TCP4 192.0.2.7 198.51.100.1 4711 25\r\n')],
    ['version 2', proxyV2(0x21, 0x11, [192, 0, 2, 7, 127, 0, 0, 1, 18, 103, 0, 25])],
  ])('of %s names the client in envelope and session', async (_version, header) => {
    server = await start({}, { proxy });
    const client = await silent();
    await client.write(Buffer.concat([header, Buffer.from('EHLO client.example\r\n')]));
    await client.reply();
    await client.reply();
    await client.data();
    expect(await client.say('hello\r\n.')).toMatch(/^250 /);
    const named = { address: '192.0.2.7', port: 4711 };
    expect((await server.messages())[0]?.envelope.client).toEqual(named);
    expect(server.sessions.list({ limit: 1 }).sessions[0]?.client).toEqual(named);
  });

  it('comes before TLS on the port for it', async () => {
    server = await start({ smtp: { tlsPort: 0 } }, { proxy });
    const client = await silent(server.tlsPort);
    await client.write('PROXY TCP6 2001:db8::7 2001:db8::1 4711 465\r\n');
    await client.startTls();
    await client.reply();
    await client.data();
    expect(await client.say('.')).toMatch(/^250 /);
    const [message] = await server.messages();
    expect(message?.envelope).toMatchObject({ client: { address: '2001:db8::7' }, tls: { version: 'TLSv1.3' } });
  });

  it('that is missing ends the connection, and is told as a failed session', async () => {
    server = await start({}, { proxy });
    const client = await silent();
    await client.write('EHLO client.example\r\n');
    expect(await client.ended()).toBe('');
    await until(() => server.sessions.list({ limit: 1 }).sessions[0]?.outcome === 'failed');
  });
});

describe('connections of one address', () => {
  it('are bounded over all ports, each address for itself', async () => {
    server = await start({ maxConnectionsPerIp: 2, smtp: { tlsPort: 0 } }, { proxy });
    const from = async (address: string, port = server.port) => {
      const client = await silent(port);
      await client.write(`PROXY TCP4 ${address} 198.51.100.1 4711 25\r\n`);
      return client;
    };
    const first = await from('192.0.2.7');
    expect(await first.reply()).toMatch(/^220 /);
    const secure = await from('192.0.2.7', server.tlsPort);
    await secure.startTls();
    expect(await secure.reply()).toMatch(/^220 /);
    const third = await from('192.0.2.7');
    expect(await third.reply()).toBe('421 4.3.2 Too many connections from your address, try again in a moment');
    await third.ended();
    expect(await (await from('192.0.2.8')).reply()).toMatch(/^220 /);
    first.destroy();
    await until(async () => {
      const next = await from('192.0.2.7');
      const greeting = await next.reply();
      next.destroy();
      return greeting.startsWith('220 ');
    });
  });
});
