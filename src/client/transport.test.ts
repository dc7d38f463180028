import { afterEach, expect, test } from 'vitest';
import { createClient, RestanteError, ServerUnreachable } from './index.js';
import { failure } from './testing/failure.js';
import { type FakeServer, type Handler, json, problem, startFake } from './testing/fake-server.js';

let fake: FakeServer | undefined;
const start = async (handler: Handler): Promise<FakeServer> => (fake = await startFake(handler));
afterEach(() => fake?.close());

test.each([
  [{ token: 'abc' }, 'Bearer abc'],
  [{ auth: 'ann:pä:ss' }, `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`],
  [{}, undefined],
])('%j sends %s', async (options, header) => {
  let seen: string | undefined;
  const { url } = await start((req, res) => {
    seen = req.headers.authorization;
    json(res, { cursor: 'c', messages: [], nextCursor: null, total: 0 });
  });
  await createClient({ url, ...options }).cursor();
  expect(seen).toBe(header);
});

test.each(['mail', 'mail/', 'mail?x=1#y'])('the base path of %s is kept', async (path) => {
  const { url, requests } = await start((_req, res) => json(res, {}));
  await createClient({ url: url + path }).info();
  expect(requests).toEqual(['GET /mail/api/info']);
});

test('ids and names are one path segment, whatever is in them', async () => {
  const { url, requests } = await start((_req, res) => json(res, { mailboxes: [], headers: [] }));
  const client = createClient({ url });
  await client.messages.headers('../info');
  await client.accounts.mailboxes('a/b?c');
  expect(requests).toEqual(['GET /api/messages/../info/headers', 'GET /api/accounts/a/b?c/mailboxes']);
});

test('a problem document becomes an error with its words', async () => {
  const { url } = await start((_req, res) => problem(res, 400, 'This ( is not closed.', { column: 3, length: 1 }));
  const error = await failure<RestanteError>(createClient({ url }).messages.list({ query: 'a (' }));
  expect(error).toBeInstanceOf(RestanteError);
  expect(error).toMatchObject({
    status: 400,
    message: 'This ( is not closed. (400)',
    problem: { column: 3, length: 1 },
  });
});

test.each(['<h1>Bad gateway</h1>', '', 'null', '7'])('an error with the body %j is still one', async (body) => {
  const { url } = await start((_req, res) => res.writeHead(502).end(body));
  await expect(createClient({ url }).info()).rejects.toMatchObject({ status: 502, message: 'Bad Gateway (502)' });
});

test('another server is recognised by what it answers', async () => {
  const { url } = await start((_req, res) => res.end('<html>'));
  await expect(createClient({ url }).info()).rejects.toThrow(/not Restante's JSON/);
});

test('no server: the error names the address and how to start one', async () => {
  const { url, close } = await start(() => {});
  await close();
  const error = await failure<ServerUnreachable>(createClient({ url: `${url}mail` }).info());
  expect(error).toBeInstanceOf(ServerUnreachable);
  expect(error.message).toContain(`${url}mail/ (connect ECONNREFUSED`);
  expect(error.message).toContain('npx restante');
});

test('a cancelled request rejects with the reason of its signal', async () => {
  const { url } = await start(() => {});
  const reason = new Error('enough');
  const abort = new AbortController();
  const wait = createClient({ url }).messages.wait({ signal: abort.signal });
  abort.abort(reason);
  await expect(wait).rejects.toBe(reason);
});

test('a client without a URL can be made and says so when it is used', async () => {
  await expect(createClient({ url: '' }).info()).rejects.toThrow(/HTTP listener of its server is off/);
});

test('a given fetch is used, called without a this of ours', async () => {
  const calls: string[] = [];
  const client = createClient({
    url: 'http://nowhere.invalid',
    async fetch(this: unknown, input) {
      calls.push(`${String(input)} ${this}`);
      return Response.json({ cursor: 'mine' });
    },
  });
  expect(await client.cursor()).toBe('mine');
  expect(calls).toEqual(['http://nowhere.invalid/api/messages?limit=1 undefined']);
});

test('what is undefined is left out, lists are repeated', async () => {
  const { url, requests } = await start((_req, res) => json(res, {}));
  await createClient({ url }).messages.sendRaw('x', { to: ['a@x', 'b@x'], from: undefined });
  expect(requests).toEqual(['POST /api/messages?to=a@x&to=b@x']);
});
