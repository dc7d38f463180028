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

test('waitForNone is content with a time-out and fails when one arrives', async () => {
  let answer: object = {};
  const { url } = await start((_req, res) => ('messages' in answer ? json(res, answer) : problem(res, 408, 'no')));
  const { messages } = createClient({ url });
  await messages.waitForNone({ timeout: 1 });
  answer = { messages: [row({ subject: 'Surprise' })], cursor: 'c' };
  const error = await failure(messages.waitForNone({ subject: 'surprise', timeout: 1 }));
  expect(error).toBeInstanceOf(UnexpectedMessage);
  expect(error.message).toMatch(/^No message was to match subject:"surprise", but this did:\n.*"Surprise" from app@/);
});
