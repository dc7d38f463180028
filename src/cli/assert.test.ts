import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'htmlparser2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer, type Restante } from '../server.js';
import * as assert from './assert.js';
import { runCommand } from './testing/run-command.js';

let restante: Restante;
let folder: string;
const env: Record<string, string> = {};

beforeAll(async () => {
  restante = createServer({ smtp: { port: 'off' }, imap: { port: 'off' }, http: { port: 0 } });
  env.RESTANTE_URL = (await restante.start()).http?.url as string;
  folder = await mkdtemp(join(tmpdir(), 'restante-assert-'));
  const text = 'Your verification code is 482913.';
  await restante.client.messages.send({ from: 'shop@x', to: 'ann@x', subject: 'Welcome <Ann> & "co"', text });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  expect(await restante.store.verify()).toEqual([]);
  await restante.stop();
});

async function run(documents: unknown, ...argv: string[]) {
  const file = join(folder, 'a.json');
  await writeFile(file, typeof documents === 'string' ? documents : JSON.stringify(documents));
  const answer = await runCommand(assert.run, [file, ...argv], { env });
  return {
    ...answer,
    stdout: answer.stdout.replaceAll(file, 'a.json'),
    stderr: answer.stderr.replaceAll(file, 'a.json'),
  };
}

const good = { name: 'welcome', to: 'ann@x', expect: { subject: { contains: 'Welcome' }, code: '482913' } };
const bad = { name: 'bad', to: 'ann@x', timeout: '5ms', expect: { subject: 'Welcome <Ann> & "cu"', from: 'shop@x' } };
const none = { to: 'eve@x', timeout: '5ms', expect: { subject: 'x' } };

test('all is so', async () => {
  expect(await run(good)).toEqual({ code: 0, stderr: '', stdout: 'ok      welcome\nAll 1 as expected.\n' });
});

test('what differs is told in lines', async () => {
  const { code, stdout } = await run([good, bad, none]);
  expect(code).toBe(1);
  expect(stdout.replace(/of 20\S+ is/, 'of TIME is').replace(/20\S+Z "/, 'AT "')).toBe(
    [
      'ok      welcome',
      'not ok  bad',
      '        "Welcome <Ann> & \\"co\\"" of TIME is not as expected (1 of 2 conditions):',
      '          subject.equals differs at character 19: expected "u\\"", found "o\\""',
      '            expected: "Welcome <Ann> & \\"cu\\""',
      '            actual:   "Welcome <Ann> & \\"co\\""',
      'not ok  a.json 3',
      '        No mail is as expected (1 of 1 conditions):',
      '          count no message matched',
      '            expected: {"atLeast":1}',
      '            actual:   0',
      '        What did arrive, newest first:',
      '          AT "Welcome <Ann> & \\"co\\"" from shop@x to ann@x',
      '            not it: to is ann@x, not eve@x',
      '2 of 3 not as expected.',
      '',
    ].join('\n'),
  );
});

test('JUnit XML is well-formed and has the numbers', async () => {
  const { code, stdout } = await run([good, bad, { expect: { subjekt: 1 } }], '--reporter', 'junit');
  expect(code).toBe(1);
  const seen: [string, Record<string, string>][] = [];
  const open: string[] = [];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        open.push(name);
        seen.push([name, attributes]);
      },
      onclosetag: (name) => expect(open.pop()).toBe(name),
    },
    { xmlMode: true },
  );
  parser.end(stdout);
  expect(open).toEqual([]);
  expect(seen).toMatchObject([
    ['testsuites', { tests: '3', failures: '1', errors: '1' }],
    ['testsuite', { name: 'a.json', tests: '3' }],
    ['testcase', { name: 'welcome', classname: 'a.json' }],
    ['testcase', { name: 'bad' }],
    ['failure', { message: expect.stringContaining('Welcome <Ann> & \\"co') }],
    ['testcase', { name: 'a.json 3' }],
    ['error', { message: expect.stringContaining('subjekt') }],
  ]);
});

test('TAP', async () => {
  const { stdout } = await run([{ ...good, name: 'a # b' }, bad], '--reporter', 'tap');
  expect(stdout).toMatch(
    /^TAP version 14\n1\.\.2\nok 1 - a \\# b\nnot ok 2 - bad\n {2}---\n {2}message: ".*"\n {2}checks:\n/,
  );
  expect(stdout).toMatch(/\n {2}\.\.\.\n$/);
});

test('standard input, --since and --timeout for all', async () => {
  const since = await restante.client.cursor();
  const argv = ['-', '--since', since, '--timeout', '5ms'];
  const { code } = await runCommand(assert.run, argv, { env, stdin: JSON.stringify({ expect: { count: 0 } }) });
  expect(code).toBe(0);
});

test.each([
  ['{', [], /a\.json is no JSON: /],
  [{ subject: 'x' }, [], /a\.json: it has no "expect"/],
  [[good, 1], [], /a\.json: number 2 has no "expect"/],
  [good, ['--reporter', 'html'], /--reporter takes text, junit, tap/],
  [good, ['/nowhere/b.json'], /\/nowhere\/b\.json cannot be read/],
])('asked wrongly: %j %j', async (documents, argv, message) => {
  const { code, stderr } = await run(documents, ...argv);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});

test('no server', async () => {
  const { code, stdout } = await run(good, '--url', 'http://127.0.0.1:1');
  expect(code).toBe(1);
  expect(stdout).toMatch(/not ok {2}welcome\n {8}No Restante answers at/);
});
