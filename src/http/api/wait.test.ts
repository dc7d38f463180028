import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessagePageJson } from '../schemas/message.js';
import type { WaitAnswerJson } from '../schemas/requests.js';
import type { Problem } from '../schemas/server.js';
import { type House, mail, openHouse } from '../testing/harness.js';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const wait = (parameters: Record<string, string>) => house.ask(`/api/messages/wait?${new URLSearchParams(parameters)}`);
const subjectsOf = (answer: { json<T>(): T }) => answer.json<WaitAnswerJson>().messages.map(({ subject }) => subject);

it('answers at once when the mail is there', async () => {
  await house.put(mail('hello'));
  expect(subjectsOf(await wait({ subject: 'hello', timeout: '60s' }))).toEqual(['hello']);
});

it('answers when it arrives, and not for another', async () => {
  const waiting = wait({ to: 'eve@example.org', timeout: '60s' });
  await house.put(mail('for ann'));
  await house.put(mail('for eve'), { to: ['eve@example.org'] });
  expect(subjectsOf(await waiting)).toEqual(['for eve']);
});

it('finds words of the body in what arrives', async () => {
  const waiting = wait({ query: 'body:marmalade', timeout: '60s' });
  await house.put(mail('no', 'jam'));
  await house.put(mail('yes', 'orange marmalade'));
  expect(subjectsOf(await waiting)).toEqual(['yes']);
});

it('counts what was there and what arrives, oldest first, and gives a cursor to go on from', async () => {
  await house.put(mail('1'));
  const waiting = wait({ count: '3', timeout: '60s' });
  await house.put(mail('2'));
  await house.put(mail('3'));
  await house.put(mail('4'));
  const answer = await waiting;
  expect(subjectsOf(answer)).toEqual(['1', '2', '3']);
  const { cursor } = answer.json<WaitAnswerJson>();
  expect(subjectsOf(await wait({ since: cursor, timeout: '60s' }))).toEqual(['4']);
});

it('passes over mail before the cursor', async () => {
  await house.put(mail('old'));
  const { cursor } = (await house.ask('/api/messages')).json<MessagePageJson>();
  const waiting = wait({ since: cursor, timeout: '60s' });
  await house.put(mail('new'));
  expect(subjectsOf(await waiting)).toEqual(['new']);
});

it('takes values as they are: nothing in them is an operator', async () => {
  await house.put(mail('a "quoted" OR -thing:x'));
  await house.put(mail('other'));
  expect(subjectsOf(await wait({ subject: '"quoted" OR -thing:x', timeout: '60s' }))).toEqual([
    'a "quoted" OR -thing:x',
  ]);
  expect((await wait({ subject: 'x" OR subject:"other', timeout: '1' })).status).toBe(408);
});

it('has all conditions hold together', async () => {
  await house.put(mail('welcome'), { to: ['ann@example.org'] });
  await house.put(mail('other'), { to: ['eve@example.org'] });
  await house.put(mail('welcome'), { to: ['eve@example.org'] });
  const answer = await wait({ to: 'eve@', from: 'bob', subject: 'WELCOME', query: 'is:unread', timeout: '60s' });
  expect(answer.json<WaitAnswerJson>().messages[0]?.recipients).toEqual(['eve@example.org']);
});

it('explains itself when time is up', async () => {
  await house.put(mail('before'));
  const { cursor } = (await house.ask('/api/messages')).json<MessagePageJson>();
  await house.put(mail('match'));
  await house.put(mail('near miss'));
  const answer = await wait({ since: cursor, subject: 'match', count: '2', timeout: '20ms' });
  expect(answer.status).toBe(408);
  const problem = answer.json<Problem>();
  expect(problem.matched?.map(({ subject }) => subject)).toEqual(['match']);
  expect(problem.arrived?.map(({ subject }) => subject)).toEqual(['near miss', 'match']);
  expect(problem.detail).toBe(
    'Only 1 of 2 messages matched within 20 ms. 2 messages arrived since then: see arrived and nearMisses.',
  );
});

it('tells what arrived meanwhile and shortly before when there is no cursor', async () => {
  await house.put(mail('long ago'), { receivedAt: Date.now() - 61_000 });
  await house.put(mail('just now'));
  const waiting = wait({ subject: 'never', timeout: '300ms' });
  // A first answer shows that the server has begun with the wait sent before it.
  await house.ask('/healthz');
  await house.put(mail('meanwhile'));
  const { arrived, nearMisses } = (await waiting).json<Problem>();
  expect(arrived?.map(({ subject }) => subject)).toEqual(['meanwhile', 'just now']);
  expect(nearMisses).toHaveLength(2);
});

it('says in words what came', async () => {
  const detail = async () => (await wait({ subject: 'never', timeout: '5' })).json<Problem>().detail;
  expect(await detail()).toBe('No message matched within 5 ms. Nothing arrived in that time or shortly before.');
  const waiting = wait({ subject: 'never', timeout: '300ms' });
  await house.ask('/healthz');
  await house.put(mail('other'));
  expect((await waiting).json<Problem>().detail).toBe(
    'No message matched within 300 ms. One message arrived in that time or shortly before: see arrived and nearMisses.',
  );
});

it('misses and doubles nothing, whenever the mail comes', async () => {
  const waits = Array.from({ length: 30 }, (_, n) => wait({ subject: `burst-${n}-end`, timeout: '60s' }));
  await Promise.all(Array.from({ length: 30 }, (_, n) => house.put(mail(`burst-${n}-end`))));
  const all = wait({ query: 'burst', count: '30', timeout: '60s' });
  expect((await Promise.all(waits)).map(subjectsOf)).toEqual(Array.from({ length: 30 }, (_, n) => [`burst-${n}-end`]));
  expect(new Set(subjectsOf(await all)).size).toBe(30);
});

it('gives only the n-th', async () => {
  for (const subject of ['1', '2', '3', '4']) await house.put(mail(subject));
  expect(subjectsOf(await wait({ nth: '3', timeout: '60s' }))).toEqual(['3']);
});

describe('exactly', () => {
  it('none: passes when the time is up', async () => {
    await house.put(mail('other'));
    const answer = await wait({ exactly: '0', subject: 'that', timeout: '20ms' });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.json<WaitAnswerJson>()).toEqual({ messages: [], cursor: expect.any(String) });
  });

  it('none: fails at once when one is there or comes', async () => {
    const waiting = wait({ exactly: '0', subject: 'that', timeout: '120s' });
    await house.ask('/healthz');
    await house.put(mail('other'));
    await house.put(mail('that'));
    for (const answer of [await waiting, await wait({ exactly: '0', subject: 'that', timeout: '120s' })]) {
      expect(answer.status).toBe(409);
      expect(answer.json<Problem>()).toMatchObject({
        type: 'urn:restante:too-many-messages',
        detail: '1 messages matched, where there were to be none.',
        matched: [{ subject: 'that' }],
      });
    }
  });

  it('finds in bodies what must not come', async () => {
    const waiting = wait({ exactly: '0', query: 'body:marmalade', timeout: '120s' });
    await house.put(mail('no', 'jam'));
    await house.put(mail('yes', 'orange marmalade'));
    expect((await waiting).status).toBe(409);
  });

  it('so many: waits to the end, fails at once for one more, and tells how many there were for fewer', async () => {
    for (const subject of ['a', 'b']) await house.put(mail(subject));
    expect(subjectsOf(await wait({ exactly: '2', timeout: '20ms' }))).toEqual(['a', 'b']);
    expect((await wait({ exactly: '1', timeout: '120s' })).json<Problem>().matched).toHaveLength(2);
    const short = await wait({ exactly: '3', timeout: '20ms' });
    expect(short.status).toBe(408);
    expect(short.json<Problem>().detail).toMatch(/^Only 2 of 3 messages matched within 20 ms/);
  });

  it('quiet: ends early when nothing more came for so long', async () => {
    const waiting = wait({ exactly: '2', quiet: '30ms', timeout: '120s' });
    for (const subject of ['a', 'b']) await house.put(mail(subject));
    expect(subjectsOf(await waiting)).toEqual(['a', 'b']);
    const over = wait({ exactly: '2', quiet: '120s', timeout: '120s' });
    await house.ask('/healthz');
    await house.put(mail('c'));
    expect((await over).status).toBe(409);
  });
});

describe('near misses', () => {
  const misses = async (parameters: Record<string, string>) =>
    (await wait({ timeout: '5ms', ...parameters }))
      .json<Problem>()
      .nearMisses?.map(({ failed }) => failed.map(({ detail }) => detail));

  it('name each condition that a mail did not meet', async () => {
    const { cursor: since } = (await house.ask('/api/messages')).json<MessagePageJson>();
    await house.put(mail('Reset your passphrase', 'Hello there'));
    expect(await misses({ since, subject: 'Reset your password', to: '<anna@example.org>', query: 'Hello' })).toEqual([
      [
        'to is Ann <ann@example.org>, ann@example.org, not anna@example.org; "ann@example.org" differs at character 4: expected "a@example.org", found "@example.org"',
        'subject differs at character 16: expected "word", found "phrase"',
      ],
    ]);
    expect(await misses({ since, query: 'body:"Good bye"' })).toEqual([['body does not contain "Good bye"']]);
  });

  it('tell that it went to another account', async () => {
    const { cursor: since } = (await house.ask('/api/messages')).json<MessagePageJson>();
    await house.put(mail('x'), { to: ['eve@example.org'] });
    expect(await misses({ since, account: 'ann@example.org' })).toEqual([
      ['account is eve@example.org, catchall, not ann@example.org'],
    ]);
  });
});

describe('as server-sent events', () => {
  const headers = { accept: 'text/event-stream' };
  const stream = (query: string) => house.ask(`/api/messages/wait?${query}`, { headers });
  const events = (text: string) =>
    Array.from(text.matchAll(/^event: (.*)\n(?:id: (.*)\n)?data: (.*)\n\n/gm), ([, event, id, data]) => ({
      event,
      id,
      data: JSON.parse(data as string),
    }));

  it('tells misses as they come, and what was waited for at last', async () => {
    const waiting = stream('subject=that&timeout=60s');
    await house.ask('/healthz');
    await house.put(mail('than'));
    await house.put(mail('that'));
    const answer = await waiting;
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(events(answer.text)).toMatchObject([
      { event: 'miss', data: { message: { subject: 'than' }, failed: [{ criterion: 'subject:that' }] } },
      { event: 'done', id: 'over', data: { messages: [{ subject: 'that' }] } },
    ]);
  });

  it('ends with the problem', async () => {
    expect(events((await stream('timeout=5ms')).text)).toMatchObject([
      { event: 'failed', id: 'over', data: { status: 408, type: 'urn:restante:wait-timeout' } },
    ]);
    expect((await stream('query=form:x')).status).toBe(400);
  });

  it('tells an EventSource that comes again that there is nothing more', async () => {
    const again = await house.ask('/api/messages/wait?timeout=60s', {
      headers: { ...headers, 'last-event-id': 'over' },
    });
    expect(again.status).toBe(204);
  });

  it('answers others with JSON', async () => {
    await house.put(mail('x'));
    for (const accept of ['*/*', 'application/json', 'application/json, text/event-stream']) {
      const answer = await house.ask('/api/messages/wait', { headers: { accept } });
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
    }
  });
});

it.each([
  { count: '1', nth: '1' },
  { exactly: '1', count: '1' },
  { quiet: '1s' },
  { exactly: '-1' },
  { exactly: '1000' },
  { timeout: '121s' },
  { timeout: 'soon' },
  { count: '0' },
  { query: '"open' },
  { since: 'x' },
])('refuses %j', async (parameters) => {
  expect((await wait({ ...parameters } as unknown as Record<string, string>)).status).toBe(400);
});

it('answers 503 when the server stops', async () => {
  const other = await openHouse();
  const waiting = other.ask('/api/messages/wait?timeout=60s');
  await other.ask('/healthz');
  await other.close();
  expect((await waiting).status).toBe(503);
});
