import { afterEach, expect, test } from 'vitest';
import { createClient, UnexpectedMessage, WaitTimeout } from './index.js';
import { failure } from './testing/failure.js';
import { type FakeServer, type Handler, json, problem, row, startFake } from './testing/fake-server.js';

let fake: FakeServer | undefined;
const start = async (handler: Handler): Promise<FakeServer> => (fake = await startFake(handler));
afterEach(() => fake?.close());

const id = (n: number): string => `01900000-0000-7000-8000-00000000000${n}`;

test('a wait longer than the server allows is made of several, with the same criteria and cursor', async () => {
  const { url, requests } = await start((_req, res) => problem(res, 408, 'no', { arrived: [], matched: [] }));
  await expect(createClient({ url }).messages.wait({ query: 'a', since: 'c', timeout: '5m' })).rejects.toThrow(
    WaitTimeout,
  );
  const asked = (timeout: number): string => `GET /api/messages/wait?query=a&count=1&since=c&timeout=${timeout}ms`;
  expect(requests).toEqual([asked(120_000), asked(120_000), asked(60_000)]);
});

test('what arrived during any of them is told, newest first and once', async () => {
  let call = 0;
  const { url } = await start((_req, res) => {
    call += 1;
    const arrived =
      call === 1 ? [row({ id: id(1), subject: 'first' })] : [row({ id: id(2), subject: 'second' }), row({ id: id(1) })];
    problem(res, 408, 'no', { arrived });
  });
  const error = await failure<WaitTimeout>(createClient({ url }).messages.wait({ timeout: '3m' }));
  expect(error.arrived.map((message) => message.id)).toEqual([id(2), id(1)]);
});

test('the error explains itself', async () => {
  const recipients = ['bob@x', 'c@x', 'd@x'];
  const { url } = await start((_req, res) =>
    problem(res, 408, 'no', {
      arrived: [
        row({ id: id(2), subject: 'Welcome "you"', recipients, recipientCount: 5 }),
        row({ id: id(1), subject: '', from: [], reversePath: '', receivedAt: '2026-03-01T09:00:00.000Z' }),
      ],
    }),
  );
  const wait = createClient({ url }).messages.wait({ to: 'ann@x', subject: 'Reset', account: 'ann@x', timeout: 50 });
  await expect(wait).rejects.toMatchObject({
    name: 'WaitTimeout',
    status: 408,
    message: [
      'No message arrived that matches to:"<ann@x>" subject:"Reset" account:"ann@x" within 50 ms. What did arrive, newest first:',
      '  2026-03-01T10:00:00.000Z "Welcome \\"you\\"" from app@example.org to bob@x, c@x, d@x and 2 more',
      '  2026-03-01T09:00:00.000Z "" from <> to ann@example.org',
    ].join('\n'),
  });
});

test('nothing at all, and fewer than asked for', async () => {
  const { url } = await start((_req, res, at) =>
    problem(res, 408, 'no', at.searchParams.get('count') === '3' ? { matched: [row()], arrived: [row()] } : {}),
  );
  const { messages } = createClient({ url });
  await expect(messages.wait({ timeout: 1 })).rejects.toThrow(
    'No message arrived within 1 ms. Nothing else arrived either: is the application sending to this server?',
  );
  await expect(messages.waitAll({ count: 3, timeout: 1 })).rejects.toThrow(/^1 of 3 messages arrived within 1 ms/);
});

test('other errors are passed on at once', async () => {
  const { url, requests } = await start((_req, res) => problem(res, 410, 'This cursor is too old'));
  await expect(createClient({ url }).messages.wait({ since: 'old', timeout: '10m' })).rejects.toMatchObject({
    status: 410,
  });
  expect(requests).toHaveLength(1);
});

test('a complete address is asked for whole, anything else in part', async () => {
  const { url, requests } = await start((_req, res) => problem(res, 408, 'no'));
  const { messages } = createClient({ url });
  await messages.wait({ to: 'ann@example.org', from: 'noreply', timeout: 1 }).catch(() => {});
  expect(requests).toEqual(['GET /api/messages/wait?to=<ann@example.org>&from=noreply&count=1&timeout=1ms']);
});

test('waitForNone asks for exactly none, and fails when one arrives', async () => {
  let over = false;
  const { url, requests } = await start((_req, res) =>
    over
      ? problem(res, 409, 'too many', { matched: [row({ subject: 'Surprise' })] })
      : json(res, { messages: [], cursor: 'c' }),
  );
  const { messages } = createClient({ url });
  await messages.waitForNone({ timeout: 1 });
  expect(requests).toEqual(['GET /api/messages/wait?exactly=0&timeout=1ms']);
  over = true;
  const error = await failure(messages.waitForNone({ subject: 'surprise', timeout: 1 }));
  expect(error).toBeInstanceOf(UnexpectedMessage);
  expect(error.message).toMatch(/^No message was to match subject:"surprise", but this did:\n.*"Surprise" from app@/);
});

test('waitForNone is not content with a time-out: that says nothing about what came', async () => {
  const { url } = await start((_req, res) => problem(res, 408, 'no', { arrived: [] }));
  await expect(createClient({ url }).messages.waitForNone({ timeout: 1 })).rejects.toThrow(WaitTimeout);
});

test('exactly so many over more than one request: each must find no more, and the last one decides', async () => {
  const { url, requests } = await start((_req, res) => json(res, { messages: [], cursor: 'c' }));
  const { messages } = createClient({ url });
  await messages.waitAll({ exactly: 0, timeout: '3m' });
  await messages.waitAll({ exactly: 0, quiet: '1s', timeout: '3m' });
  expect(requests).toEqual([
    'GET /api/messages/wait?exactly=0&timeout=120000ms',
    'GET /api/messages/wait?exactly=0&timeout=60000ms',
    'GET /api/messages/wait?exactly=0&quiet=1000ms&timeout=120000ms',
  ]);
});

test('the error says of each message why it was not that', async () => {
  const detail = 'subject differs at character 5: expected "x", found "o"';
  const { url } = await start((_req, res) =>
    problem(res, 408, 'no', {
      arrived: [row({ id: id(2) }), row({ id: id(1) })],
      nearMisses: [{ id: id(1), failed: [{ criterion: 'subject:Hellx', detail }] }],
    }),
  );
  const error = await failure<WaitTimeout>(createClient({ url }).messages.wait({ subject: 'Hellx', timeout: 1 }));
  expect(error.message.split('\n').slice(-1)).toEqual([`    not it: ${detail}`]);
  expect(error.nearMisses.get(id(1))).toEqual([{ criterion: 'subject:Hellx', detail }]);
});
