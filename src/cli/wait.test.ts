import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createServer, type Restante } from '../server.js';
import { runCommand } from './testing/run-command.js';
import * as waiting from './wait.js';

let restante: Restante;
let env: Record<string, string>;

beforeAll(async () => {
  restante = createServer({ smtp: { port: 'off' }, http: { port: 0, basePath: '/mail', token: 'secret-token' } });
  const { http } = await restante.start();
  env = { RESTANTE_URL: http?.url as string, RESTANTE_TOKEN: 'secret-token' };
});
afterEach(async () => {
  await restante.store.delete({});
  expect(await restante.store.verify()).toEqual([]);
});
afterAll(() => restante.stop());

const wait = (...argv: string[]) => runCommand(waiting.run, argv, { env });
const send = (to: string, subject: string) =>
  restante.client.messages.send({ from: 'app@x', to, subject, text: `Your code is 482913. ${subject}` });

test('prints the message that is there, or arrives, as JSON', async () => {
  await send('ann@x', 'Reset');
  const there = await wait('--to', 'ann@x', '--subject', 'reset', '--from', 'app@x', '--timeout', '5s');
  expect(there).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(there.stdout)).toMatchObject({ subject: 'Reset', text: expect.stringContaining('482913') });

  const coming = wait('--query', 'subject:later', '--since', 'now');
  // Nothing outside shows when the command waits: so mail comes until it has seen one.
  let seen = false;
  void coming.then(() => {
    seen = true;
  });
  while (!seen) {
    await send('ann@x', 'Later');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(JSON.parse((await coming).stdout)).toMatchObject({ subject: 'Later' });
});

test('--count prints an array, --since passes over what was there', async () => {
  await send('ann@x', 'one');
  const since = await restante.client.cursor();
  await send('ann@x', 'two');
  await send('ann@x', 'three');
  const { code, stdout } = await wait('--to', 'ann@x', '--count', '2', '--since', since);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).map(({ subject }: { subject: string }) => subject)).toEqual(['two', 'three']);
});

test('a time-out exits with 1 and says what did arrive', async () => {
  const since = await restante.client.cursor();
  await send('bob@x', 'Welcome');
  const { code, stdout, stderr } = await wait('--to', 'ann@x', '--timeout', '50ms', '--since', since);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^restante wait: No message arrived that matches to:"<ann@x>" within 50 ms\..*\n.*"Welcome".*bob@x\n {4}not it: to is bob@x, not ann@x\n$/,
  );
});

test('--exactly prints them all, and exits with 1 as soon as there is one more', async () => {
  const since = await restante.client.cursor();
  const exactly = (...argv: string[]) => wait('--since', since, '--to', 'eve@x', '--exactly', ...argv);
  expect(await exactly('0', '--timeout', '20ms')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  await send('eve@x', 'one');
  expect(JSON.parse((await exactly('1', '--quiet', '10ms')).stdout)).toMatchObject([{ subject: 'one' }]);
  const { code, stderr } = await exactly('0', '--timeout', '2m');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^restante wait: No message was to match to:"<eve@x>", but this did:\n.*"one"/);
});

test.each([
  [['--count', '0'], /--count takes a number/],
  [['--exactly', ''], /--exactly takes a number from 0/],
  [['--exactly', '1', '--count', '1'], /do not go together/],
  [['--quiet', '1s'], /--quiet goes with --exactly/],
  [['--timeout', 'soon'], /--timeout takes a time/],
  [['subject'], /"subject" is not expected; is it for --query/],
  [['--too', 'x'], /Unknown option '--too'; see restante wait --help/],
])('asked wrongly: %j', async (argv, message) => {
  const { code, stderr } = await wait(...argv);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('a query with a mistake, and a missing token, are told in one line', async () => {
  expect(await wait('--query', 'form:ann')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/did you mean from:.*at column 1\n$/),
  });
  expect(await wait('--token', 'wrong-token')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/give --token or --auth\.\n$/),
  });
});
