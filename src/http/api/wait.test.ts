import { afterEach, beforeEach, expect, it } from 'vitest';
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
    'Only 1 of 2 messages matched within 20 ms. 2 messages arrived in that time: see arrived and nearMisses.',
  );
});

it('tells of arrivals since the call when there is no cursor', async () => {
  await house.put(mail('long ago'));
  const waiting = wait({ subject: 'never', timeout: '300ms' });
  // A first answer shows that the server has begun with the wait sent before it.
  await house.ask('/healthz');
  await house.put(mail('meanwhile'));
  expect((await waiting).json<Problem>().arrived?.map(({ subject }) => subject)).toEqual(['meanwhile']);
});

it('says in words what came', async () => {
  const detail = async () => (await wait({ subject: 'never', timeout: '5' })).json<Problem>().detail;
  expect(await detail()).toBe('No message matched within 5 ms. Nothing arrived in that time.');
  const waiting = wait({ subject: 'never', timeout: '300ms' });
  await house.ask('/healthz');
  await house.put(mail('other'));
  expect((await waiting).json<Problem>().detail).toBe(
    'No message matched within 300 ms. One message arrived in that time: see arrived and nearMisses.',
  );
});

it('misses and doubles nothing, whenever the mail comes', async () => {
  const waits = Array.from({ length: 30 }, (_, n) => wait({ subject: `burst-${n}-end`, timeout: '60s' }));
  await Promise.all(Array.from({ length: 30 }, (_, n) => house.put(mail(`burst-${n}-end`))));
  const all = wait({ query: 'burst', count: '30', timeout: '60s' });
  expect((await Promise.all(waits)).map(subjectsOf)).toEqual(Array.from({ length: 30 }, (_, n) => [`burst-${n}-end`]));
  expect(new Set(subjectsOf(await all)).size).toBe(30);
});

it.each([{ timeout: '121s' }, { timeout: 'soon' }, { count: '0' }, { query: '"open' }, { since: 'x' }])(
  'refuses %j',
  async (parameters) => {
    expect((await wait({ ...parameters } as unknown as Record<string, string>)).status).toBe(400);
  },
);

it('answers 503 when the server stops', async () => {
  const other = await openHouse();
  const waiting = other.ask('/api/messages/wait?timeout=60s');
  await other.ask('/healthz');
  await other.close();
  expect((await waiting).status).toBe(503);
});
