import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLogger } from '../lib/logger.js';
import { Closing } from './closing.js';
import { createPage } from './page.js';
import { createErrorHandler } from './router.js';

const SCRIPT = 'console.log("x");'.repeat(200);
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-'));
  await mkdir(join(folder, 'web', 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html><head><base href="/" /></head><p>page</p>');
  await writeFile(join(folder, 'web', 'assets', 'app-abc123.js'), SCRIPT);
  await writeFile(join(folder, 'web', 'postmark.svg'), '<svg/>');
  const app = express();
  const places = [`${folder}/none/`, `${folder}/web/`];
  app.use(createPage('/mail/', places));
  const logger = createLogger({ format: 'text', level: 'silent' });
  app.use(createErrorHandler({ logger, closing: new Closing() }));
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method,
    headers: { 'accept-encoding': 'identity', ...headers },
  });
const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

it.each(['/', '/m/01890000/headers', '/?q=x', '/index.html'])('%s is the page, with its base path', async (path) => {
  const answer = await get(path, HTML);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-cache');
  expect(await answer.text()).toContain('<base href="/mail/" />');
});

it('serves files, those with a hash for ever', async () => {
  const script = await get('/assets/app-abc123.js');
  expect(await script.text()).toBe(SCRIPT);
  expect(script.headers.get('content-type')).toMatch(/^(?:text|application)\/javascript/);
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await get('/postmark.svg')).headers.get('cache-control')).toBe('no-cache');
  const policy = script.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe-eval');
});

it('compresses as the browser likes it', async () => {
  const raw = async (encoding: string) => {
    const answer = await get('/assets/app-abc123.js', { 'accept-encoding': encoding });
    return {
      encoding: answer.headers.get('content-encoding'),
      text: await answer.text(),
      vary: answer.headers.get('vary'),
    };
  };
  // fetch undoes the encoding: what comes out must be the file.
  expect(await raw('br, gzip')).toEqual({ encoding: 'br', text: SCRIPT, vary: 'Accept-Encoding' });
  expect(await raw('gzip')).toEqual({ encoding: 'gzip', text: SCRIPT, vary: 'Accept-Encoding' });
  expect((await raw('identity')).encoding).toBeNull();
});

it.each(['/nothing.js', '/assets/', '/assets', '/secret.txt', '/web/index.html', '/api', '/__proto__', '/constructor'])(
  '%s is 404 for who does not ask for HTML',
  async (path) => {
    const answer = await get(path, { accept: '*/*' });
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  },
);

it('is no page below api/, whoever asks', async () => {
  expect((await get('/api/nothing', HTML)).status).toBe(404);
});

it('knows HEAD, and no writing', async () => {
  const head = await get('/', HTML, 'HEAD');
  expect([head.status, await head.text()]).toEqual([200, '']);
  const post = await get('/', HTML, 'POST');
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

it('says so when it is not built', async () => {
  const app = express();
  app.use(createPage('/', [`${folder}/none/`]));
  app.use(
    createErrorHandler({
      logger: createLogger({ format: 'text', level: 'silent' }),
      closing: new Closing(),
    }),
  );
  const bare = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => bare.once('listening', resolve));
  const answer = await fetch(`http://127.0.0.1:${(bare.address() as AddressInfo).port}/`, { headers: HTML });
  expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining('npm run build')]);
  bare.close();
  bare.closeAllConnections();
});
