import { afterEach, describe, expect, it } from 'vitest';
import { type Certificate, createCertificate } from '../lib/certificate.js';
import type { Client } from './address.js';
import { Admission } from './admission.js';
import type { Connection } from './connection.js';
import { createListener, type Listener, type ListenerOptions } from './listener.js';
import { createProxyProtocol } from './proxy.js';
import { LineClient } from './testing/line-client.js';
import { proxyV2 } from './testing/proxy-v2.js';

const certificate = createCertificate({ name: 'restante.test', tls: {} });

/** A protocol of three words: TLS, BYE, and anything else, which comes back with who said it. */
class Echo {
  #rest = '';
  constructor(private readonly connection: Connection) {
    this.#listen();
    connection.socket.write('hello\r\n');
  }

  stop() {
    this.connection.end('stopping\r\n');
  }

  #listen() {
    const { socket } = this.connection;
    socket.on('data', (chunk: Buffer) => {
      this.#rest += chunk;
      for (let end = this.#rest.indexOf('\r\n'); end >= 0; end = this.#rest.indexOf('\r\n')) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 2);
        this.#hear(line);
      }
    });
    socket.on('end', () => this.connection.end());
  }

  async #hear(line: string) {
    heard.push(line);
    const { client, tls } = this.connection;
    if (line === 'BYE') return this.connection.end('bye\r\n');
    if (line !== 'TLS') return this.connection.socket.write(`${client.address} ${tls?.version ?? 'clear'} ${line}\r\n`);
    this.#rest = '';
    await this.connection.upgrade(await certificate(), 'go ahead\r\n').then(
      () => this.#listen(),
      () => {},
    );
  }
}

let listener: Listener;
let failures: [Client, string][];
let connections: Connection[];
let heard: string[];
const clients: LineClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await listener.close(0);
});

async function start(options: Partial<ListenerOptions> & { perAddress?: number; max?: number } = {}) {
  failures = [];
  connections = [];
  heard = [];
  listener = createListener({
    host: '127.0.0.1',
    port: 0,
    implicitTls: false,
    certificate,
    admission: new Admission({ connections: options.max ?? 100, perAddress: options.perAddress ?? 0 }),
    proxy: null,
    onConnection: (connection) => {
      connections.push(connection);
      return new Echo(connection);
    },
    refusal: (reason) => `no place: ${reason}\r\n`,
    onFailure: (client, reason) => failures.push([client, reason]),
    ...options,
  });
  const { port } = (await listener.listen()) as { port: number };
  const open = async (method: 'silent' | 'silentTls' = 'silent') => {
    const client = await LineClient[method](port);
    clients.push(client);
    return client;
  };
  return { port, open };
}

async function say(client: LineClient, line: string): Promise<string> {
  await client.write(`${line}\r\n`);
  return client.line();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('createListener', () => {
  it('has no address when it is off', async () => {
    listener = createListener({ port: 'off' } as ListenerOptions);
    expect(await listener.listen()).toBeNull();
  });

  it('rejects with the listener’s error', async () => {
    const { port } = await start();
    const other = createListener({ host: '127.0.0.1', port } as ListenerOptions);
    await expect(other.listen()).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });

  it('hands out connections, and answers who closed his side', async () => {
    const { open } = await start();
    const client = await open();
    expect(await client.line()).toBe('hello');
    client.socket.end('one\r\ntwo\r\n');
    expect(await client.ended()).toBe('127.0.0.1 clear one\r\n127.0.0.1 clear two\r\n');
    await connections[0]?.gone;
  });

  it('refuses the one too many, and has a place again when another goes', async () => {
    const { open } = await start({ max: 2 });
    const [one, two] = [await open(), await open()];
    for (const client of [one, two]) expect(await client.line()).toBe('hello');
    expect(await (await open()).ended()).toBe('no place: connections\r\n');
    expect(failures.map(([, reason]) => reason)).toEqual(['too many connections']);
    one.destroy();
    await connections[0]?.gone;
    expect(await (await open()).line()).toBe('hello');
  });

  it('refuses an address that has too many', async () => {
    const { open } = await start({ perAddress: 1, proxy: createProxyProtocol(['127.0.0.0/8']) });
    const from = async (address: string) => {
      const client = await open();
      await client.write(`PROXY TCP4 ${address} 127.0.0.1 1000 25\r\n`);
      return client;
    };
    const first = await from('192.0.2.1');
    expect(await first.line()).toBe('hello');
    expect(await (await from('192.0.2.1')).ended()).toBe('no place: address\r\n');
    expect(await (await from('192.0.2.2')).line()).toBe('hello');
    expect(failures).toEqual([[{ address: '192.0.2.1', port: 1000 }, 'too many connections from this address']]);
    first.destroy();
    await connections[0]?.gone;
    expect(await (await from('192.0.2.1')).line()).toBe('hello');
  });

  it('survives a client that is gone at once', async () => {
    const { open } = await start();
    for (let times = 0; times < 20; times++) (await open()).socket.resetAndDestroy();
    expect(await (await open()).line()).toBe('hello');
  });
});

describe('PROXY', () => {
  const proxy = createProxyProtocol(['127.0.0.1']);

  it.each([
    ['version 1', Buffer.from('PROXY TCP4 192.0.2.7 198.51.100.1 5 25\r\n'), '192.0.2.7'],
    ['version 2', proxyV2(0x21, 0x11, [192, 0, 2, 7, 127, 0, 0, 1, 0, 5, 0, 25]), '192.0.2.7'],
    ['a health check', proxyV2(0x20, 0, []), '127.0.0.1'],
  ])('names the client, by %s, in one piece with a command or byte by byte', async (_name, header, address) => {
    const { open } = await start({ proxy });
    const whole = await open();
    await whole.write(Buffer.concat([header, Buffer.from('one\r\n')]));
    expect([await whole.line(), await whole.line()]).toEqual(['hello', `${address} clear one`]);
    const pieces = await open();
    for (const byte of header) await pieces.write(Buffer.of(byte));
    expect(await pieces.line()).toBe('hello');
    expect(await say(pieces, 'two')).toBe(`${address} clear two`);
  });

  it('comes before TLS', async () => {
    const { port } = await start({ proxy, implicitTls: true });
    const client = await LineClient.silent(port);
    clients.push(client);
    await client.write('PROXY TCP4 192.0.2.7 198.51.100.1 5 25\r\n');
    await client.startTls();
    expect(await client.line()).toBe('hello');
    expect(await say(client, 'one')).toMatch(/^192\.0\.2\.7 TLSv1\.\d one$/);
  });

  it('cuts who does not begin with it, and says why', async () => {
    const { open } = await start({ proxy });
    const client = await open();
    await client.write('EHLO client.example\r\n');
    expect(await client.ended()).toBe('');
    const gone = await open();
    gone.socket.end('PROXY');
    expect(await gone.ended()).toBe('');
    expect(failures.map(([, reason]) => reason)).toEqual([
      'the connection does not begin with a PROXY header',
      'the connection ended before a PROXY header',
    ]);
    expect(connections).toEqual([]);
  });

  it('is nothing but words from who is no proxy', async () => {
    const { open } = await start({ proxy: createProxyProtocol(['10.0.0.0/8']) });
    const client = await open();
    expect(await client.line()).toBe('hello');
    const header = 'PROXY TCP4 192.0.2.7 198.51.100.1 5 25';
    expect(await say(client, header)).toBe(`127.0.0.1 clear ${header}`);
    expect(failures).toEqual([]);
  });

  it('is not waited for too long', async () => {
    const slow = await start({ proxy: createProxyProtocol(['*'], 20) });
    expect(await (await slow.open()).ended()).toBe('');
    expect(failures.map(([, reason]) => reason)).toEqual(['no PROXY header came in time']);
  });
});

describe('TLS', () => {
  it('is there from the first byte', async () => {
    const { open } = await start({ implicitTls: true });
    const client = await open('silentTls');
    expect(await client.line()).toBe('hello');
    expect(await say(client, 'one')).toMatch(/^127\.0\.0\.1 TLSv1\.\d one$/);
    expect(await say(client, 'BYE')).toBe('bye');
    await client.ended();
    await connections[0]?.gone;
  });

  it('tells of a handshake that fails, and of a certificate that is not there', async () => {
    const { open } = await start({ implicitTls: true });
    const client = await open();
    await client.write('EHLO there\r\n');
    await client.ended();
    const gone = await open();
    gone.socket.end();
    await until(() => failures.length === 2);
    for (const [, reason] of failures) expect(reason).toMatch(/^TLS handshake failed: /);
    await listener.close(0);
    const none = async (): Promise<Certificate> => {
      throw new Error('no certificate today');
    };
    const without = await start({ implicitTls: true, certificate: none });
    await (await without.open()).ended();
    expect(failures.map(([, reason]) => reason)).toEqual(['TLS handshake failed: no certificate today']);
  });

  it('begins in the middle, and what was said before it is forgotten', async () => {
    const { open } = await start();
    const client = await open();
    await client.line();
    await client.write('TLS\r\nevil one\r\nevil two\r\nevil unfinished');
    expect(await client.line()).toBe('go ahead');
    await client.startTls();
    expect(await say(client, 'good')).toMatch(/^127\.0\.0\.1 TLSv1\.\d good$/);
    expect(client.unread).toBe('');
  });

  it('does not begin with what was slipped in behind the first packet either', async () => {
    const { open } = await start();
    const client = await open();
    await client.line();
    await client.write('TLS\r\n');
    await client.write('evil\r\n');
    await client.line();
    // It was dropped, or the handshake fails by it.
    await client.startTls().then(
      () => say(client, 'good'),
      () => {},
    );
    expect(heard).not.toContain('evil');
  });

  it('keeps a client waiting while it fails, but not the next', async () => {
    const { open } = await start();
    const client = await open();
    await client.line();
    expect(await say(client, 'TLS')).toBe('go ahead');
    client.socket.resetAndDestroy();
    await connections[0]?.gone;
    expect(await (await open()).line()).toBe('hello');
  });
});

describe('close', () => {
  it('says goodbye, and waits for nobody who does not go', async () => {
    const { open } = await start();
    const client = await open();
    await client.line();
    const deaf = await open();
    await deaf.line();
    deaf.socket.pause();
    await listener.close(60_000);
    expect(await client.ended()).toBe('stopping\r\n');
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('cuts sessions that do not end in time, and connections that are none yet', async () => {
    let sessions = 0;
    const { open } = await start({
      onConnection: () => {
        sessions++;
        return { stop: () => {} };
      },
      proxy: createProxyProtocol(['*']),
    });
    const session = await open();
    await session.write('PROXY UNKNOWN\r\n');
    await until(() => sessions === 1);
    const waiting = await open();
    await listener.close(20);
    expect([await session.ended(), await waiting.ended()]).toEqual(['', '']);
    expect(failures).toEqual([]);
  });

  it('ends a handshake under way', async () => {
    const { open } = await start({ implicitTls: true });
    const client = await open();
    await client.write(Buffer.from([0x16, 3, 1]));
    await listener.close(60_000);
    await client.ended();
  });
});
