import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from './api/index.js';
import { endpoints } from './compat/index.js';
import { type House, openHouse } from './testing/harness.js';

const ID = '01890000-0000-7000-8000-000000000000';
const urlOf = (path: string) =>
  path
    .replace('{id}', ID)
    .replace(/\{(?:path|part)\}/, '1')
    .replace(/\{(?:name|tag)\}/, 'ann%40example.org');
const all = [...routes, ...endpoints].map(({ method, path }) => ({
  method: method.toUpperCase(),
  url: urlOf(path),
  path,
}));
/** What stands beside the table: the page, its files, and the handshake of socket.io. */
const doors = [
  ...all,
  { method: 'GET', url: '/', path: '/' },
  { method: 'GET', url: '/m/some/deep/link', path: 'page' },
  { method: 'GET', url: '/assets/x.js', path: 'asset' },
  { method: 'GET', url: '/nothing', path: 'nothing' },
  { method: 'POST', url: '/api/shutdown', path: 'no route' },
  { method: 'POST', url: '/mcp', path: '/mcp' },
];
const LIVE = '/socket.io/?EIO=4&transport=polling';
const health = ({ path }: { path: string }) => path === '/healthz' || path === '/readyz' || path === '/livez';

describe('every route, with a login and a token asked for', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ http: { auth: 'ann:secret', token: 'long-token', basePath: '/mail' } });
  });
  afterAll(() => house.close());

  it.each(doors)('$method $url without login: 401, health alone is open', async (door) => {
    const { method, url } = door;
    for (const path of [`/mail${url}`, url]) {
      const answer = await house.ask(path, { method });
      expect(answer.status).toBe(health(door) ? 200 : 401);
      if (health(door)) continue;
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.headers['www-authenticate']).toMatch(/Basic .*Bearer/);
    }
  });

  it.each(doors)('$method $url with a wrong login: 401', async (door) => {
    for (const authorization of ['Bearer wrong', 'Basic YW5uOndyb25n']) {
      const answer = await house.ask(`/mail${door.url}`, { method: door.method, headers: { authorization } });
      expect(answer.status).toBe(health(door) ? 200 : 401);
    }
  });

  it('is opened by the login, by the token, and by the token as a password; not by a parameter', async () => {
    const ask = (authorization: string) => house.ask('/mail/api/info', { headers: { authorization } });
    expect((await ask(`Basic ${btoa('ann:secret')}`)).status).toBe(200);
    expect((await ask('Bearer long-token')).status).toBe(200);
    expect((await ask(`Basic ${btoa('any:long-token')}`)).status).toBe(200);
    expect((await house.ask('/mail/api/info?token=long-token')).status).toBe(401);
    expect((await house.ask('/mail/api/info?access_token=long-token')).status).toBe(401);
  });

  it('refuses a wrong login at the handshake of socket.io', async () => {
    const answer = await house.ask(`/mail${LIVE}`, { headers: { authorization: 'Bearer wrong' } });
    expect(answer.status).toBe(401);
  });

  it('answers below the base path only, health apart', async () => {
    const headers = { authorization: 'Bearer long-token' };
    expect((await house.ask('/api/info', { headers })).status).toBe(404);
    expect((await house.ask('/mailx/api/info', { headers })).status).toBe(404);
    const root = await house.ask('/mail', { headers });
    expect([root.status, root.headers.location]).toEqual([308, '/mail/']);
    for (const path of ['/healthz', '/mail/healthz', '/readyz', '/mail/readyz']) {
      expect((await house.ask(path)).json()).toEqual({ status: 'ok' });
    }
  });
});

describe('every route, open', () => {
  let house: House;
  beforeAll(async () => {
    house = await openHouse({ http: { allowedHosts: ['mail.example'], corsOrigins: ['https://app.example'] } });
  });
  afterAll(() => house.close());

  it.each([...doors, { method: 'GET', url: LIVE, path: LIVE }])('$method $url by a foreign name: 421', async (door) => {
    for (const host of [
      'evil.example',
      `evil.example:${house.port}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
    ]) {
      const answer = await house.ask(door.url, { method: door.method, headers: { host } });
      expect(answer.status).toBe(421);
      expect(answer.json<{ detail: string }>().detail).toContain('--allowed-host');
    }
  });

  it.each(['localhost', 'x.localhost:1', '10.0.0.1', '[::1]:99', 'mail.example', 'MAIL.example:443'])(
    'answers to %s',
    async (host) => {
      expect((await house.ask('/api/info', { headers: { host } })).status).toBe(200);
    },
  );

  const FOREIGN = [
    { origin: 'http://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'http://127.0.0.1' },
    { origin: 'http://app.example' },
    { origin: 'https://app.example:444' },
    { origin: 'https://app.example.evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ] as Record<string, string>[];
  const writes = doors.filter(({ method }) => method !== 'GET');

  it.each(writes)('$method $url by a page of another origin: 403', async ({ method, url }) => {
    for (const headers of FOREIGN) expect((await house.ask(url, { method, headers })).status).toBe(403);
  });

  it('refuses the handshake of socket.io to pages of other origins, by polling and by WebSocket', async () => {
    for (const headers of FOREIGN) expect((await house.ask(LIVE, { headers })).status).toBe(403);
    const upgrade = (origin: string, host = '127.0.0.1') =>
      house.wire(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    expect(await upgrade('http://evil.example')).toMatch(/^HTTP\/1.1 403 /);
    expect(await upgrade('http://evil.example', 'evil.example')).toMatch(/^HTTP\/1.1 421 /);
  });

  it('refuses upgrades to anything else', async () => {
    const answer = await house.wire(
      'GET /api/info HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
  });

  it('lets our own page and programs write', async () => {
    for (const headers of [{}, { origin: house.origin }, { origin: 'https://app.example' }] as Record<
      string,
      string
    >[]) {
      expect((await house.ask('/api/messages', { method: 'DELETE', headers })).status).toBe(200);
    }
  });

  it('gives CORS to configured origins only', async () => {
    const origin = 'https://app.example';
    const allowed = await house.ask('/api/info', { headers: { origin } });
    expect(allowed.headers['access-control-allow-origin']).toBe(origin);
    expect(allowed.headers.vary).toContain('Origin');
    for (const foreign of ['http://evil.example', 'null', 'https://app.example:444']) {
      const answer = await house.ask('/api/info', { headers: { origin: foreign } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    const preflight = (from: string) =>
      house.ask('/api/messages', {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'DELETE' },
      });
    const granted = await preflight(origin);
    expect(granted.status).toBe(204);
    expect(granted.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': expect.stringContaining('DELETE'),
      'access-control-allow-headers': expect.stringContaining('authorization'),
    });
    expect((await preflight('http://evil.example')).status).toBe(403);
  });

  it.each(doors)('$method $url carries the headers that keep it in its place', async ({ method, url, path }) => {
    if (path === '/api/messages/wait') return;
    // A stream has no end, but a head.
    const asked = path.endsWith('/events') ? 'HEAD' : method;
    const { headers } = await house.ask(url, { method: asked, headers: { accept: 'text/html' } });
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(headers['content-security-policy']).toMatch(/frame-ancestors '/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'x-dns-prefetch-control': 'off',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['x-powered-by']).toBeUndefined();
    if (url.startsWith('/api/')) {
      // Revisions that a change asks for, not a cache's.
      expect(headers.etag !== undefined).toBe(method === 'GET' && path.startsWith('/api/settings'));
      expect(headers['cache-control']).toMatch(/^no-store\b/);
    }
  });

  it.each([
    '/api/%2e%2e/x',
    '/api%2finfo',
    '/api\\info',
    '/%00',
    '//evil.example/\\x',
    '//../etc',
    '/api/%zz',
    '/../etc',
  ])('%s: 400', async (path) => {
    expect((await house.ask(path)).status).toBe(400);
  });

  it('leads from doubled slashes to the one right address, here and nowhere else', async () => {
    for (const [path, right] of [
      ['//evil.example/', '/evil.example/'],
      ['/api//info?a=//b', '/api/info?a=//b'],
      ['////view//x.html', '/view/x.html'],
    ] as const) {
      const answer = await house.ask(path);
      expect([answer.status, answer.headers.location]).toEqual([308, right]);
      expect((await house.ask(path, { method: 'POST' })).status).toBe(400);
    }
  });

  it('takes one Host header, no other targets, no foreign protocol', async () => {
    const wire = (head: string) => house.wire(`${head}\r\nConnection: close\r\n\r\n`);
    expect(await wire('GET /api/info HTTP/1.1\r\nHost: localhost\r\nHost: evil.example')).toMatch(/ 400 /);
    expect(await wire('GET /api/info HTTP/1.1')).toMatch(/ 400 /);
    expect(await wire('GET http://evil.example/api/info HTTP/1.1\r\nHost: localhost')).toMatch(/ 400 /);
    expect(await wire('EHLO there')).toMatch(/ 400 /);
    expect(await wire(`GET /api/info HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(40_000)}`)).toMatch(/ 431 /);
  });

  it('says 405 with what is possible', async () => {
    for (const path of new Set(routes.map((route) => route.path))) {
      const known = routes.filter((route) => route.path === path).map(({ method }) => method.toUpperCase());
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'].filter((each) => !known.includes(each))) {
        const answer = await house.ask(urlOf(path), { method });
        expect([method, path, answer.status]).toEqual([method, path, 405]);
        for (const each of known) expect(answer.headers.allow).toContain(each);
      }
    }
  });

  it('bounds the body of every route', async () => {
    for (const { method, url } of all) {
      const headers = { 'content-type': 'application/json', 'content-length': String(10 ** 9) };
      const answer = await house.wire(
        `${method} ${url} HTTP/1.1\r\nHost: localhost\r\n${Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
      );
      expect(answer, `${method} ${url}`).toMatch(/^HTTP\/1.1 (?:413|404) /);
    }
  });

  it('lets nobody stop the server', async () => {
    for (const url of ['/api/shutdown', '/shutdown', '/quit', '/']) {
      for (const method of ['GET', 'DELETE', 'POST']) await house.ask(url, { method });
    }
    expect((await house.ask('/healthz')).status).toBe(200);
  });

  it('answers while 500 others send their headers slowly', async () => {
    const sockets: Socket[] = [];
    await Promise.all(
      Array.from(
        { length: 500 },
        () =>
          new Promise<void>((resolve, reject) => {
            const socket = connect(house.port, '127.0.0.1', () => {
              socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
              resolve();
            });
            socket.on('error', reject);
            sockets.push(socket);
          }),
      ),
    );
    expect((await house.ask('/api/info')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });
});
