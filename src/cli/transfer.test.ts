import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { json, row, startFake } from '../client/testing/fake-server.js';
import { createServer, type Restante } from '../server.js';
import * as exporting from './export.js';
import * as importing from './import.js';
import { runCommand } from './testing/run-command.js';

let restante: Restante;
let env: Record<string, string>;
let folder: string;

beforeAll(async () => {
  restante = createServer({ smtp: { port: 'off' }, http: { port: 0 } });
  const { http } = await restante.start();
  env = { RESTANTE_URL: http?.url as string };
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'restante-transfer-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
  await restante.store.delete({});
  expect(await restante.store.verify()).toEqual([]);
});
afterAll(() => restante.stop());

const imported = (...argv: string[]) => runCommand(importing.run, argv, { env });
const exported = (...argv: string[]) => runCommand(exporting.run, argv, { env });

/** A message with bytes that are easily lost: NUL, 8-bit, bare CR and LF, no end, `From ` lines. */
function odd(index: number): Buffer {
  const head = `From: a${index}@x\nTo: ann@x\r\nSubject: ${index}\n\n`;
  const tails = ['', '\n', 'x', '\r', 'a\nFrom me 10:30\n>From you\n', '\0\x80\xff', '\r\n.\r\n'];
  return Buffer.concat([Buffer.from(head + tails[index % tails.length], 'latin1'), randomBytes(index % 50)]);
}

test('1,000 files go in and come out byte for byte', { timeout: 60_000 }, async () => {
  const source = join(folder, 'in');
  await mkdir(source);
  const originals = Array.from({ length: 1000 }, (_, index) => odd(index));
  await Promise.all(
    originals.map((bytes, index) => writeFile(join(source, `${String(index).padStart(4, '0')}.eml`), bytes)),
  );
  expect(await imported(source)).toEqual({ code: 0, stdout: 'Imported 1000 messages.\n', stderr: '' });
  const target = join(folder, 'out');
  expect(await exported(target)).toEqual({ code: 0, stdout: 'Exported 1000 messages.\n', stderr: '' });
  // Ids sort by arrival, and files arrive by name.
  const names = (await readdir(target)).sort();
  expect(names).toHaveLength(1000);
  const different = (
    await Promise.all(
      names.map(async (name, index) =>
        (await readFile(join(target, name))).equals(originals[index] as Buffer) ? [] : [name],
      ),
    )
  ).flat();
  expect(different).toEqual([]);
});

test('an mbox goes in and comes out; a message without a last line break gets one', async () => {
  for (let index = 0; index < 7; index++) await restante.client.messages.sendRaw(odd(index));
  const file = join(folder, 'all.mbox');
  expect(await exported('--mbox', file)).toMatchObject({ code: 0, stdout: 'Exported 7 messages.\n' });
  const stdout = await exported('--mbox', '-');
  expect(stdout.stdout).toBe((await readFile(file)).toString('latin1'));
  expect(stdout.stderr).toBe('Exported 7 messages.\n');
  const before = await raws();
  await restante.store.delete({});
  expect(await imported(file)).toMatchObject({ code: 0, stdout: 'Imported 7 messages.\n' });
  expect(await raws()).toEqual(before.map((text) => (text.endsWith('\n') ? text : `${text}\n`)));
});

test('an archive goes from one server to another with flags, tags and UIDs, by file and by pipe', async () => {
  const other = createServer({ smtp: { port: 'off' }, http: { port: 0 }, dataDir: join(folder, 'data') });
  const { http } = await other.start();
  const there = { RESTANTE_URL: http?.url as string };
  try {
    for (let index = 0; index < 20; index++) await restante.client.messages.sendRaw(odd(index));
    const { messages } = await restante.client.messages.list({ order: 'oldest' });
    const [first, second] = messages as [(typeof messages)[0], (typeof messages)[0]];
    await restante.client.messages.update(first.id, { seen: true, addTags: ['kept'] });
    await restante.client.messages.delete(second.id);
    const file = join(folder, 'all.ndjson');
    expect(await exported('--archive', file)).toEqual({
      code: 0,
      stdout: `Exported everything to ${file}.\n`,
      stderr: '',
    });
    const result = await runCommand(importing.run, ['--archive', file], { env: there });
    expect(result).toEqual({ code: 0, stdout: 'Imported 19 messages.\n', stderr: '' });
    const boxes = async (server: Restante) =>
      (await server.client.accounts.mailboxes('ann@x')).map(({ uidValidity, uidNext, exists, unseen }) => ({
        uidValidity,
        uidNext,
        exists,
        unseen,
      }));
    expect(await boxes(other)).toEqual(await boxes(restante));
    const [copy] = (await other.client.messages.list({ order: 'oldest' })).messages;
    expect(copy).toMatchObject({ subject: first.subject, seen: true, tags: ['kept'], receivedAt: first.receivedAt });
    const piped = (await exported('--archive', '-')).stdout;
    const again = await runCommand(importing.run, ['--archive', '-'], {
      env: there,
      stdin: Buffer.from(piped, 'latin1'),
    });
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('With new UIDs, beside what was there: ');
    expect((await other.store.stats()).messages).toBe(38);
    expect(await other.store.verify()).toEqual([]);
  } finally {
    await other.stop();
  }
});

test.each([
  [['--archive', '/nowhere/x'], 1, /no such file/],
  [['--archive', 'x', 'y'], 2, /give files and folders, or --archive FILE/],
] as const)('import %j: %s', async (argv, code, words) => {
  const result = await imported(...argv);
  expect(result).toMatchObject({ code, stdout: '' });
  expect(result.stderr).toMatch(words);
});

test('what is no archive is refused with the line', async () => {
  const file = join(folder, 'x');
  await writeFile(file, 'hello\n');
  const { code, stderr } = await imported('--archive', file);
  expect({ code, stderr }).toEqual({ code: 1, stderr: 'restante import: line 1: it is not JSON (400)\n' });
});

async function raws(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { id } of restante.client.messages.iterate({ order: 'oldest', limit: 2 })) {
    texts.push(Buffer.from(await restante.client.messages.raw(id)).toString('latin1'));
  }
  return texts;
}

test('a Maildir keeps what was read', async () => {
  for (const [name, subject] of [
    ['cur/1.a:2,S', 'read'],
    ['cur/2.b:2,', 'old'],
    ['new/3.c', 'new'],
  ] as const) {
    await mkdir(join(folder, name.slice(0, 3)), { recursive: true });
    await writeFile(join(folder, name), `To: ann@x\nSubject: ${subject}\n\n`);
  }
  expect((await imported(folder)).stdout).toBe('Imported 3 messages.\n');
  const { messages } = await restante.client.messages.list({ order: 'oldest' });
  expect(messages.map(({ subject, seen }) => [subject, seen])).toEqual([
    ['read', true],
    ['old', false],
    ['new', false],
  ]);
});

test('a large file is streamed', async () => {
  const bytes = Buffer.concat([Buffer.from('To: ann@x\n\n'), Buffer.alloc(3 * 1024 * 1024, 'abc\r\n')]);
  await writeFile(join(folder, 'large.eml'), bytes);
  expect((await imported(join(folder, 'large.eml'))).stdout).toBe('Imported 1 message.\n');
  expect((await raws())[0] === bytes.toString('latin1')).toBe(true);
});

test('a bad file is told of, the others are imported, and the exit code says so', async () => {
  await writeFile(join(folder, 'b.eml'), 'To: ann@x\n\n');
  await writeFile(join(folder, 'a.eml'), Buffer.alloc(51 * 1024 * 1024, 'x'));
  const { code, stdout, stderr } = await imported(join(folder, 'nowhere'), folder);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'Imported 1 message; 2 failed.\n' });
  expect(stderr).toMatch(/^.*nowhere: ENOENT.*\n.*a\.eml: .*\n$/);
});

test('export takes only what a search or an account has', async () => {
  for (const to of ['ann@x', 'bob@x']) await restante.client.messages.sendRaw(`To: ${to}\nSubject: for ${to}\n\n`);
  expect((await exported(join(folder, 'q'), '--query', 'subject:ann')).stdout).toBe('Exported 1 message.\n');
  expect((await exported(join(folder, 'a'), '--account', 'bob@x')).stdout).toBe('Exported 1 message.\n');
  expect(await exported(join(folder, 'x'), '--query', 'a (')).toMatchObject({
    code: 1,
    stderr: 'restante export: This ( has nothing after it. (400) at column 3\n',
  });
});

test.each(['../../../../tmp/x', '..', 'a/b', '01900000-0000-7000-8000-00000000000\0', 'C:\\x', ''])(
  'a hostile server that names a message %j writes no file',
  async (id) => {
    const fake = await startFake((_req, res, { pathname }) =>
      pathname === '/api/messages'
        ? json(res, { messages: [row({ id })], nextCursor: null, total: 1, cursor: 'c' })
        : res.end('x'),
    );
    const target = join(folder, 'out');
    const answers = [
      await exported(target, '--url', fake.url),
      await exported('--mbox', join(folder, 'mbox'), '--url', fake.url),
    ];
    await fake.close();
    for (const { code, stderr } of answers) {
      expect(code).toBe(1);
      expect(stderr).toContain('which is no id');
    }
    expect(await readdir(target)).toEqual([]);
    expect(fake.requests.filter((request) => !request.startsWith('GET /api/messages?'))).toEqual([]);
  },
);

test('a message that breaks off leaves no file', async () => {
  const fake = await startFake((_req, res, { pathname }) => {
    if (pathname === '/api/messages') return json(res, { messages: [row()], nextCursor: null, total: 1, cursor: 'c' });
    res.writeHead(200, { 'content-length': 100 }).write('half');
    setTimeout(() => res.destroy(), 20);
  });
  const target = join(folder, 'out');
  expect((await exported(target, '--url', fake.url)).code).toBe(1);
  await fake.close();
  expect(await readdir(target)).toEqual([]);
});

describe('asked wrongly', () => {
  it.each([
    [imported, [], /give files and folders, or --archive/],
    [imported, ['--what', 'x'], /Unknown option '--what'/],
    [imported, ['--url', 'nowhere', 'x'], /"nowhere" is no URL/],
    [exported, [], /either one folder, --mbox FILE or --archive/],
    [exported, ['a', 'b'], /either one folder, --mbox FILE or --archive/],
    [exported, ['a', '--mbox', 'b'], /either one folder, --mbox FILE or --archive/],
  ])('%o %j', async (command, argv, message) => {
    const { code, stdout, stderr } = await command(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test('without a server both stop at once and say where they looked', async () => {
  await writeFile(join(folder, 'a.eml'), 'A: b\n\n');
  await writeFile(join(folder, 'b.eml'), 'A: b\n\n');
  for (const answer of [
    await imported(folder, '--url', 'http://127.0.0.1:1'),
    await exported(folder, '--url', 'http://127.0.0.1:1'),
  ]) {
    expect(answer).toMatchObject({ code: 1, stdout: '' });
    expect(answer.stderr).toMatch(
      /^restante \w+: No Restante answers at http:\/\/127\.0\.0\.1:1\/ .*Start it with `restante`, or give --url\.\n$/,
    );
  }
});
