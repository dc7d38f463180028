import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { AssertAnswerJson, AssertRequest } from '../schemas/assert.js';
import type { Problem } from '../schemas/server.js';
import { type House, mail, openHouse } from '../testing/harness.js';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const ask = (request: AssertRequest) => house.send('POST', '/api/messages/assert', { timeout: '60s', ...request });
const assert = async (request: AssertRequest) => {
  const answer = await ask(request);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<AssertAnswerJson>();
};
const failures = ({ checks }: AssertAnswerJson) =>
  checks.filter(({ pass }) => !pass).map(({ path, detail }) => [path, detail]);

const WITH_FILE = [
  'From: Shop <noreply@shop.example>',
  'To: Ann <ann@example.org>',
  'Subject: Your invoice',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html',
  '',
  '<a href="https://shop.example/pay">Pay</a> Your verification code is 482913.',
  '--b',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename="invoice.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'aGVsbG8=',
  '--b--',
  '',
].join('\r\n');

it('says what is so of a mail that is there', async () => {
  await house.put(WITH_FILE);
  const answer = await assert({
    to: 'ann@example.org',
    expect: {
      count: 1,
      subject: { contains: 'invoice' },
      from: 'noreply@shop.example',
      html: 'verification',
      links: { host: 'shop.example', text: 'Pay' },
      code: '482913',
      attachments: [{ filename: 'invoice.pdf', size: 5, sha256: createHash('sha256').update('hello').digest('hex') }],
      size: '10KB',
    },
    quiet: '5ms',
  });
  expect(failures(answer)).toEqual([]);
  expect(answer).toMatchObject({ pass: true, count: 1, message: { subject: 'Your invoice' } });
  expect(answer.checks.map(({ path }) => path)).toEqual([
    'count',
    'subject.contains',
    'from.contains',
    'html.contains',
    'links',
    'code.equals',
    'attachments.0',
    'size.atMost',
  ]);
});

it('waits for the mail that meets all, past others that match', async () => {
  const waiting = assert({ to: 'ann@example.org', expect: { subject: { contains: 'Reset' } } });
  await house.put(mail('New login'));
  await house.put(mail('Reset your password'));
  expect(await waiting).toMatchObject({ pass: true, message: { subject: 'Reset your password' } });
});

it('at the end of the time tells of the mail that comes nearest', async () => {
  await house.put(mail('Other', 'nothing'));
  await house.put(mail('Reset your passphrase', 'Your code'));
  await house.put(mail('Last', 'nothing'));
  const answer = await assert({ timeout: '20ms', expect: { subject: 'Reset your password', text: 'code' } });
  expect(answer).toMatchObject({ pass: false, message: { subject: 'Reset your passphrase' }, count: 3 });
  expect(failures(answer)).toEqual([['subject.equals', 'differs at character 16: expected "word", found "phrase"']]);
});

it('says that nothing matched, what came, and why it was not that', async () => {
  const waiting = assert({ to: 'eve@example.org', timeout: '300ms', expect: { subject: 'x' } });
  await house.ask('/healthz');
  await house.put(mail('x'));
  const answer = await waiting;
  expect(answer).toMatchObject({ pass: false, message: null, count: 0, arrived: [{ subject: 'x' }] });
  expect(failures(answer)).toEqual([['count', 'no message matched']]);
  expect(answer.nearMisses?.[0]?.failed[0]?.criterion).toBe('to:eve@example.org');
});

it('counts: none, exactly so many, at most', async () => {
  expect(await assert({ subject: 'x', timeout: '10ms', expect: { count: 0 } })).toMatchObject({ pass: true, count: 0 });
  const none = assert({ subject: 'x', timeout: '120s', expect: { count: 0 } });
  await house.ask('/healthz');
  await house.put(mail('x'));
  expect(failures(await none)).toEqual([['count', 'it is 1, which is not 0']]);
  expect(await assert({ timeout: '20ms', expect: { count: 1 } })).toMatchObject({ pass: true });
  expect(failures(await assert({ timeout: '20ms', expect: { count: 2 } }))).toEqual([
    ['count', 'it is 1, which is not 2'],
  ]);
  expect(await assert({ expect: { count: { atLeast: 1 } } })).toMatchObject({ pass: true });
  const most = assert({ timeout: '120s', expect: { count: { atMost: 1 }, subject: 'x' } });
  await house.ask('/healthz');
  await house.put(mail('x'));
  expect(failures(await most)).toEqual([['count.atMost', 'it is 2, which is more than 1']]);
});

it('fails at once where mail that is there cannot get better', async () => {
  await house.put(mail('other'));
  const answer = await assert({ timeout: '120s', expect: { count: 1, subject: 'x' } });
  expect(failures(answer)).toEqual([['subject.equals', 'differs at character 1: expected "x", found "other"']]);
});

it.each<[unknown, RegExp]>([
  [{ expect: { subjekt: 'x' } }, /expect: .*subjekt/],
  [{}, /expect/],
  [{ expect: { subject: { matches: '(a' } } }, /"\(a" is no regular expression: missing closing \)/],
  [{ expect: { subject: { matches: '(?=a)' } } }, /is no regular expression/],
  [{ expect: { count: 0, subject: 'x' } }, /a count of 0 leaves no message/],
  [{ query: 'form:x', expect: { count: 0 } }, /did you mean from:/],
  [{ timeout: '3m', expect: { count: 0 } }, /timeout/],
])('refuses %j', async (request, words) => {
  const answer = await house.send('POST', '/api/messages/assert', request);
  expect(answer.status).toBe(400);
  expect(answer.json<Problem>().detail).toMatch(words);
});

it('publishes a JSON Schema that agrees with what it takes', async () => {
  const answer = await house.ask('/api/schemas/assert.json');
  expect(answer.headers['content-type']).toMatch(/^application\/schema\+json/);
  const schema = z.fromJSONSchema(answer.json());
  const good: AssertRequest = {
    $schema: 'http://127.0.0.1:8025/api/schemas/assert.json',
    name: 'welcome',
    to: 'ann@example.org',
    expect: { count: 1, subject: { matches: '^W' }, headers: { 'X-A': true }, attachments: [{ size: '1KB' }] },
  };
  expect(schema.safeParse(good).error).toBeUndefined();
  expect((await ask({ ...good, timeout: '5ms' })).status).toBe(200);
  expect(schema.safeParse({ ...good, expect: { subjekt: 'x' } }).success).toBe(false);
});

it('answers 503 when the server stops', async () => {
  const other = await openHouse();
  const waiting = other.send('POST', '/api/messages/assert', { timeout: '60s', expect: { subject: 'x' } });
  await other.ask('/healthz');
  await other.close();
  expect((await waiting).status).toBe(503);
});
