import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createClient, type LiveEvent, RestanteError, ServerUnreachable } from './index.js';
import { type FakeServer, type Handler, json, problem, startFake } from './testing/fake-server.js';

let fake: FakeServer | undefined;
const start = async (handler: Handler): Promise<FakeServer> => (fake = await startFake(handler));
afterEach(() => fake?.close());

const stream = (res: ServerResponse): ServerResponse => res.writeHead(200, { 'content-type': 'text/event-stream' });
const deleted = (cursor: string): string =>
  `event: deleted\nid: ${cursor}\ndata: ${JSON.stringify({ type: 'deleted', cursor, ids: [] })}\n\n`;

async function take(events: AsyncIterable<LiveEvent>, count: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const { type, cursor } of events) {
    taken.push(`${type} ${cursor}`);
    if (taken.length === count) break;
  }
  return taken;
}

test('a broken stream goes on after the last event, and after a resync from its cursor', async () => {
  const { url, requests } = await start((_req, res, { pathname, searchParams }) => {
    if (pathname !== '/api/events') return json(res, { cursor: 'c0' });
    const since = searchParams.get('since');
    if (since === 'c0') stream(res).end(`event: hello\nid: c0\ndata: {}\n\n${deleted('c1')}${deleted('c2')}data: torn`);
    else if (since === 'c2') stream(res).end('event: resync\nid: c7\ndata: {"cursor":"c7"}\n\n');
    else stream(res).write(deleted('c8'));
  });
  const events = createClient({ url }).events({ account: 'ann@x', query: 'a' });
  expect(await take(events, 4)).toEqual(['deleted c1', 'deleted c2', 'resync c7', 'deleted c8']);
  const at = (since: string): string => `GET /api/events?since=${since}&account=ann@x&query=a`;
  expect(requests).toEqual(['GET /api/messages?limit=1', at('c0'), at('c2'), at('c7')]);
});

test('it begins at the call, not when the loop does', async () => {
  let position = 0;
  const { url } = await start((_req, res, { pathname, searchParams }) => {
    if (pathname !== '/api/events') return json(res, { cursor: `c${position}` });
    stream(res).write(deleted(`after-${searchParams.get('since')}`));
  });
  const client = createClient({ url });
  const events = client.events();
  await expect.poll(() => fake?.requests.length).toBe(1);
  position = 5;
  expect(await take(events, 1)).toEqual(['deleted after-c0']);
});

test('leaving the loop closes the connection', async () => {
  let response: ServerResponse | undefined;
  const { url } = await start((_req, res) => {
    response = res;
    stream(res).write(deleted('c1'));
  });
  await take(createClient({ url }).events({ since: 'c0' }), 1);
  if (!response?.destroyed) await once(response as ServerResponse, 'close');
  expect(fake?.requests).toHaveLength(1);
});

test('a signal ends it, also while it waits to connect again', async () => {
  const { url } = await start((_req, res) => stream(res).end(deleted('c1')));
  const abort = new AbortController();
  const reason = new Error('enough');
  const events = createClient({ url }).events({ since: 'c0', signal: abort.signal });
  await events.next();
  const next = events.next();
  abort.abort(reason);
  await expect(next).rejects.toBe(reason);
});

test('a server that refuses, or was never there, is an error', async () => {
  const { url, close } = await start((_req, res) => problem(res, 401, 'Who are you?'));
  await expect(createClient({ url }).events({ since: 'c' }).next()).rejects.toThrow(RestanteError);
  await close();
  await expect(createClient({ url }).events({ since: 'c' }).next()).rejects.toThrow(ServerUnreachable);
  await expect(createClient({ url }).events().next()).rejects.toThrow(ServerUnreachable);
});

test('a server that restarts is found again', async () => {
  let calls = 0;
  const { url } = await start((req, res) => {
    calls += 1;
    if (calls === 1) stream(res).end(deleted('c1'));
    else if (calls === 2) req.socket.destroy();
    else if (calls === 3) problem(res, 503, 'stopping');
    else stream(res).write(deleted('c2'));
  });
  expect(await take(createClient({ url }).events({ since: 'c0' }), 2)).toEqual(['deleted c1', 'deleted c2']);
});
