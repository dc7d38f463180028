import type { Router } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../config/schema.js';
import { routes } from './api/index.js';
import type { Context } from './context.js';
import type { JsonSchema, OpenApiDocument } from './openapi-types.js';
import { createRouter } from './router.js';
import type { LeaseJson } from './schemas/inboxes.js';
import { type Answer, type House, mail, openHouse } from './testing/harness.js';

const MIXED = [
  'From: =?utf-8?q?J=C3=BCrgen?= <j@example.org>',
  'To: Ann <ann@example.org>, undisclosed',
  'Subject: Your code',
  'Date: garbage',
  'X-Tags: one, two',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Your verification code is <b>482913</b>. <a href="https://example.org/go">Go on</a></p>',
  '--b',
  'Content-Type: application/octet-stream; name="x.bin"',
  'Content-Disposition: attachment; filename="x.bin"',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAwQF',
  '--b--',
  '',
].join('\r\n');

describe('the document and the answers', () => {
  let house: House;
  let document: OpenApiDocument;
  let id: string;
  let inbox: string;
  let item: string;
  const covered = new Set<string>();

  beforeAll(async () => {
    house = await openHouse();
    const client = { address: '127.0.0.1', port: 5000 };
    const session = house.sessions.begin({ id: 's1', protocol: 'smtp', client });
    session.add('server', '220 hello');
    session.beginTransaction();
    session.add('client', 'MAIL FROM:<j@example.org>');
    id = (await house.put(MIXED, { session: session.trace() })).id;
    session.kept(id);
    session.end();
    house.sessions.begin({ id: 's2', protocol: 'smtp', client: { address: '::1', port: 5001 } }).fail();
    await house.put(mail('Second'));
    const lease = (await house.send('POST', '/api/inboxes', { ttl: '1h' })).json<LeaseJson>();
    inbox = lease.id;
    await house.put(MIXED, { to: [lease.address] });
    document = (await house.ask('/api/openapi.json')).json();
    // There is nobody at this port, so what is released waits.
    const out = { name: 'out', host: '127.0.0.1', port: 1, tls: 'none' };
    const body = JSON.stringify({ enabled: true, allow: ['*'], relays: [out], via: 'out' });
    const headers = { 'content-type': 'application/json', 'if-match': '*' };
    holds('put', '/api/settings/relay', await house.ask('/api/settings/relay', { method: 'PUT', headers, body }));
    const released = await house.send('POST', `/api/messages/${id}/release`, { to: ['ann@example.org'] });
    item = released.json<{ items: { id: string }[] }>().items[0]?.id ?? '';
    for (let tried = false; !tried; await new Promise((resolve) => setTimeout(resolve, 10))) {
      const { attempts, active } = (await house.ask(`/api/queue/${item}`)).json<{
        attempts: number;
        active: boolean;
      }>();
      tried = attempts > 0 && !active;
    }
  });
  afterAll(() => house.close());

  /** Checks a real answer against what the document says of it. */
  function holds(method: string, path: string, answer: Answer): void {
    const operation = document.paths[path]?.[method];
    const said = operation?.responses[String(answer.status)];
    expect(said, `${method} ${path} may answer ${answer.status}: ${answer.text}`).toBeDefined();
    covered.add(`${method} ${path} ${answer.status < 400 ? 'success' : 'error'}`);
    const type = (answer.headers['content-type'] ?? '').split(';')[0] ?? '';
    const content = said?.content;
    if (!content) return void expect(answer.bytes.length).toBe(0);
    const media = content[type] ?? content['*/*'];
    expect(media, `${method} ${path} is ${type}`).toBeDefined();
    if (media?.schema && type.endsWith('json')) validate(media.schema, answer.json());
  }

  function validate(schema: JsonSchema, value: unknown): void {
    const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
    const checker = z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
    const result = checker.safeParse(value);
    expect(result.error?.issues ?? [], JSON.stringify(value).slice(0, 500)).toEqual([]);
  }

  const fill = (path: string, with_: string) =>
    path
      .replace('/api/inboxes/{id}', `/api/inboxes/${with_ === id ? inbox : with_}`)
      .replace('/api/queue/{id}', `/api/queue/${with_ === id ? item : with_}`)
      .replace('{id}', with_)
      .replace('{path}', '2')
      .replace('{other}', with_)
      .replace('{name}', with_ === id ? 'catchall' : 'nobody');

  it('has every route of the router, and no other', () => {
    const router = createRouter(routes, { config: configSchema.parse({}) } as Context);
    const served = routesOf(router).map((each) => each.replace(/:(\w+)/g, '{$1}'));
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(served.toSorted()).toEqual(told.toSorted());
  });

  it('has every shape used', () => {
    const text = JSON.stringify(document);
    const references = new Set(Array.from(text.matchAll(/#\/components\/schemas\/(\w+)/g), ([, name]) => name));
    const unused = Object.keys(document.components.schemas).filter((name) => !references.has(name));
    expect(unused).toEqual(['Hello']);
  });

  it('refers to nothing that is not there, wherever', () => {
    const references: string[] = [];
    JSON.stringify(document, (key, value) => {
      if (key === '$ref' || key === '$dynamicRef') references.push(value);
      return value;
    });
    expect(references.length).toBeGreaterThan(50);
    for (const reference of references) {
      const path = reference.replace(/^#\//, '').split('/');
      const target = path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
      expect(target, reference).toBeTypeOf('object');
    }
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('keeps the rules of OpenAPI 3.1 for operations, parameters and answers', () => {
    const ids: string[] = [];
    for (const [path, methods] of Object.entries(document.paths)) {
      expect(path).toMatch(/^\/[\w/{}.-]*$/);
      for (const [method, operation] of Object.entries(methods)) {
        ids.push(operation.operationId);
        const names = operation.parameters.map(({ in: place, name }) => `${place} ${name}`);
        expect(new Set(names).size).toBe(names.length);
        const inPath = operation.parameters.filter((each) => each.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(inPath.every(({ required }) => required)).toBe(true);
        if (method === 'get') expect(operation.requestBody).toBeUndefined();
        expect(Object.keys(operation.responses).filter((status) => !/^[1-5]\d\d$/.test(status))).toEqual([]);
        for (const { description, content = {} } of Object.values(operation.responses)) {
          expect(description).not.toBe('');
          for (const type of Object.keys(content)) expect(type).toMatch(/^[\w*]+\/[\w.*+-]+$/);
        }
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
    const names = [...Object.keys(document.components.schemas), ...Object.keys(document.components.securitySchemes)];
    expect(names.filter((name) => !/^[a-zA-Z0-9._-]+$/.test(name))).toEqual([]);
    const schemes = document.security.flatMap((each) => Object.keys(each));
    expect(schemes.filter((name) => !(name in document.components.securitySchemes))).toEqual([]);
  });

  it('tells sessions as they were', async () => {
    const page = (await house.ask('/api/sessions')).json<{ sessions: Record<string, unknown>[] }>();
    expect(page.sessions).toMatchObject([
      { id: 's2', client: '[::1]:5001', outcome: 'open', endedAt: null },
      { id: 's1', client: '127.0.0.1:5000', outcome: 'messages', messages: [id], messageCount: 1 },
    ]);
    expect((await house.ask('/api/sessions?outcome=messages&limit=1')).json()).toMatchObject({
      sessions: [{ id: 's1' }],
      next: null,
    });
    const said = ['220 hello', 'MAIL FROM:<j@example.org>'];
    const { transcript } = (await house.ask('/api/sessions/s1')).json<{ transcript: { line: string }[] }>();
    expect(transcript.map(({ line }) => line)).toEqual(said);
    const { lines } = (await house.ask(`/api/messages/${id}/transcript`)).json<{ lines: { line: string }[] }>();
    expect(lines.map(({ line }) => line)).toEqual(said);
  });

  it('tells a misfit', () => {
    expect(() => validate({ $ref: '#/components/schemas/CountAnswer' }, { count: 'x' })).toThrow();
    expect(() => validate({ $ref: '#/components/schemas/CountAnswer' }, { count: 1, more: 1 })).toThrow();
  });

  const reading = routes.filter(({ method, path }) => method === 'get' && path !== '/api/events');
  it.each(reading)('GET $path answers as told', async ({ path }) => {
    holds('get', path, await house.ask(fill(path, path.includes('sessions') ? 's1' : id)));
    if (path.includes('{')) {
      holds('get', path, await house.ask(fill(path, '01890000-0000-7000-8000-000000000000')));
      holds('get', path, await house.ask(fill(path, '..%5C..')));
    }
    const wrong = await house.ask(`${fill(path, id)}?nonsense=1`);
    expect(wrong.status).toBe(400);
    holds('get', path, wrong);
  });

  it('why mail did not arrive answers as told', async () => {
    for (const to of ['ann@example.org', 'nobody@example.org']) {
      const answer = await house.ask(`/api/why?to=${to}&since=1h`);
      expect(answer.status).toBe(200);
      holds('get', '/api/why', answer);
    }
    expect((await house.ask('/api/why?to=ann&since=yesterday')).status).toBe(400);
    const expired = await house.ask('/api/why?to=ann&since=other.1');
    expect(expired.status).toBe(410);
    holds('get', '/api/why', expired);
  });

  it('waiting in vain answers as told', async () => {
    const answer = await house.ask('/api/messages/wait?timeout=1&subject=never&count=2');
    expect(answer.status).toBe(408);
    holds('get', '/api/messages/wait', answer);
  });

  it('an expired cursor, a mistake in a query', async () => {
    for (const [query, status] of [
      ['since=other.1', 410],
      ['since=%7f', 400],
      ['query=(', 400],
      ['limit=0', 400],
    ] as const) {
      const answer = await house.ask(`/api/messages?${query}`);
      expect(answer.status).toBe(status);
      holds('get', '/api/messages', answer);
    }
  });

  it('what changes things answers as told', async () => {
    const one = `/api/messages/${id}`;
    const steps = [
      ['post', '/api/messages', '/api/messages', { from: 'a@b', to: 'c@d', subject: 'x', text: 'y' }],
      ['post', '/api/messages', '/api/messages', { from: 'a@b' }],
      ['post', '/api/samples/{id}', '/api/samples/nested', { to: 'ann@example.org' }],
      ['post', '/api/samples/{id}', '/api/samples/none', {}],
      ['post', '/api/messages/assert', '/api/messages/assert', { expect: { subject: 'Your code' }, timeout: 1 }],
      ['post', '/api/messages/assert', '/api/messages/assert', { to: 'eve', expect: { count: 1 }, timeout: 1 }],
      ['post', '/api/messages/assert', '/api/messages/assert', { expect: { subjekt: 'x' } }],
      ['post', '/api/inboxes', '/api/inboxes', {}],
      ['post', '/api/inboxes', '/api/inboxes', { ttl: 'long' }],
      ['patch', '/api/inboxes/{id}', `/api/inboxes/${inbox}`, { ttl: '2h' }],
      ['patch', '/api/inboxes/{id}', '/api/inboxes/nobody', { ttl: '2h' }],
      ['delete', '/api/inboxes/{id}', `/api/inboxes/${inbox}`, undefined],
      ['delete', '/api/inboxes/{id}', `/api/inboxes/${inbox}`, undefined],
      ['post', '/api/messages/{id}/release', `${one}/release`, { to: ['ann@example.org'] }],
      ['post', '/api/messages/{id}/release', `${one}/release`, { to: ['ann'] }],
      ['post', '/api/queue/{id}/cancel', `/api/queue/${item}/cancel`, undefined],
      ['post', '/api/queue/{id}/cancel', '/api/queue/none/cancel', undefined],
      ['post', '/api/queue/{id}/retry', `/api/queue/${item}/retry`, {}],
      ['post', '/api/queue/{id}/retry', '/api/queue/none/retry', {}],
      ['patch', '/api/messages', '/api/messages', { ids: [id], seen: true }],
      ['patch', '/api/messages', '/api/messages', { ids: [] }],
      ['patch', '/api/messages/{id}', one, { addTags: ['three'] }],
      ['patch', '/api/messages/{id}', one, {}],
      ['delete', '/api/messages', '/api/messages?query=nothing', undefined],
      ['delete', '/api/messages', '/api/messages', { ids: 'x' }],
    ] as const;
    for (const [method, path, url, body] of steps) {
      const answer =
        body === undefined
          ? await house.ask(url, { method: method.toUpperCase() })
          : await house.send(method.toUpperCase(), url, body);
      holds(method, path, answer);
    }
    const settings = (etag: string) => ({
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': etag },
      body: '{"users":[{"name":"ann","password":"x"}],"tags":[{"query":"from:a","tags":["b"]}]}',
    });
    for (const etag of ['*', '"x"']) holds('put', '/api/settings', await house.ask('/api/settings', settings(etag)));
    const off = { method: 'PUT', headers: { 'content-type': 'application/json', 'if-match': '"x"' }, body: '{}' };
    holds('put', '/api/settings/relay', await house.ask('/api/settings/relay', off));
    const ndjson = { 'content-type': 'application/x-ndjson' };
    const archive = (await house.ask('/api/archive')).bytes;
    for (const body of [archive, 'x'])
      holds('post', '/api/archive', await house.ask('/api/archive', { method: 'POST', headers: ndjson, body }));
    const type = { 'content-type': 'text/plain' };
    holds('post', '/api/messages', await house.ask('/api/messages', { method: 'POST', headers: type, body: 'x' }));
    holds('delete', '/api/messages/{id}', await house.ask(one, { method: 'DELETE' }));
    holds('delete', '/api/messages/{id}', await house.ask(one, { method: 'DELETE' }));
  });

  it('has been looked at for every route, success and error', () => {
    const wanted = routes
      .filter(({ path }) => path !== '/api/events')
      .flatMap(({ method, path }) => ['success', 'error'].map((kind) => `${method} ${path} ${kind}`));
    expect(wanted.filter((each) => !covered.has(each))).toEqual([]);
  });

  it('can be read as a page', async () => {
    const docs = await house.ask('/api/docs');
    for (const { path, id } of routes) {
      expect(docs.text).toContain(path);
      expect(docs.text).toContain(`id="${id}"`);
    }
    expect(docs.text).not.toMatch(/<script|https?:\/\//);
    expect(docs.headers['content-security-policy']).toMatch(/style-src 'sha256-/);
  });
});

/** `get /path` of every route that Express would run, the 405 handlers apart. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route }) => {
    if (!route) return [];
    const methods = [...new Set(route.stack.map(({ method }) => method))].filter((method) => method !== undefined);
    return methods.map((method) => `${method} ${route.path}`);
  });
}
