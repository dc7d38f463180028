import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { createServer as createTcpServer, isIP, Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { afterEach, expect, test } from 'vitest';
import { createServer, type Restante } from './server.js';

const running: Restante[] = [];
async function started(...args: Parameters<typeof createServer>): Promise<Restante> {
  const restante = createServer(...args);
  running.push(restante);
  await restante.start();
  return restante;
}
afterEach(async () => {
  for (const restante of running.splice(0)) {
    expect(await restante.store.verify()).toEqual([]);
    await restante.stop();
  }
});

async function send({ addresses }: Restante, subject: string): Promise<void> {
  const post = createTransport({ host: addresses.smtp?.host, port: addresses.smtp?.port, ignoreTLS: true });
  await post.sendMail({ from: 'app@example.org', to: 'ann@example.org', subject, html: '<p>Hello</p>' });
  post.close();
}

test('twenty side by side keep their mail apart', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => started({ smtp: { port: 0 } })));
  await Promise.all(all.map((restante, n) => send(restante, `For ${n}`)));
  for (const [n, { client }] of all.entries()) {
    expect((await client.messages.list()).messages.map(({ subject }) => subject)).toEqual([`For ${n}`]);
  }
});

test('a port that is taken: start rejects, nothing stays open, and another try works', async () => {
  const taken = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  const restante = createServer({ smtp: { port: 0 }, http: { port } });
  await expect(restante.start()).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  expect(() => restante.addresses).toThrow('not started');
  await new Promise((resolve) => taken.close(resolve));
  running.push(restante);
  expect((await restante.start()).http?.port).toBe(port);
});

test('start and stop may be called again', async () => {
  const restante = await started({ smtp: { port: 0 } });
  expect(await restante.start()).toEqual(restante.addresses);
  await Promise.all([restante.stop(), restante.stop()]);
  running.splice(0);
});

test('nothing is looked up and nobody is called, whatever mail comes', async () => {
  const asked: unknown[] = [];
  const functions = Object.keys(dns).filter((name) => /^(lookup|lookupService|reverse|resolve)/.test(name));
  const places = [dns, dns.promises].map((module) => module as unknown as Record<string, unknown>);
  const before = places.map((module) => Object.fromEntries(functions.map((name) => [name, module[name]])));
  const { connect } = Socket.prototype;
  for (const module of places)
    for (const name of functions) {
      const original = module[name];
      if (typeof original !== 'function') continue;
      module[name] = (host: unknown, ...rest: unknown[]) => {
        // An address is "looked up" by Node before it listens on it, which asks nobody.
        if (name !== 'lookup' || !isIP(String(host))) asked.push([name, host]);
        return original.call(module, host, ...rest);
      };
    }
  syncBuiltinESMExports();
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    const [options] = args.flat() as { host?: string }[];
    if (options?.host !== '127.0.0.1') asked.push(['connect', options]);
    return Reflect.apply(connect, this, args) as Socket;
  } as typeof connect;
  try {
    await dns.promises.lookup('localhost');
    expect(asked.splice(0)).toContainEqual(['lookup', 'localhost']);

    const restante = await started({ smtp: { port: 0 } });
    const post = createTransport({
      host: '127.0.0.1',
      port: restante.addresses.smtp?.port,
      name: 'client.somewhere.example',
      tls: { rejectUnauthorized: false },
      auth: { user: 'app@somewhere.example', pass: 'x' },
    });
    await post.sendMail({
      from: 'app@somewhere.example',
      to: 'ann@elsewhere.example',
      subject: 'Look me up',
      html: '<link rel="stylesheet" href="https://cdn.example/x.css"><img src="https://track.example/open.gif">',
    });
    post.close();
    const mail = await restante.client.messages.wait({ subject: 'Look me up' });
    await restante.client.messages.html(mail.id, { remote: true });
    const { url } = restante.addresses.http ?? {};
    for (const path of ['', 'api/info', 'api/sessions', 'api/accounts', 'readyz', 'api/docs']) await fetch(url + path);
    expect(asked).toEqual([]);
  } finally {
    Socket.prototype.connect = connect;
    for (const [at, module] of places.entries()) Object.assign(module, before[at]);
    syncBuiltinESMExports();
  }
});
