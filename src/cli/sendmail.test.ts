import type { AddressInfo, Server } from 'node:net';
import { createServer as createNetServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { createServer, type Restante } from '../server.js';
import type { MessageRow } from '../store/store.js';
import { readTarget } from './sendmail/deliver.js';
import { run } from './sendmail.js';
import { runCommand } from './testing/run-command.js';

let restante: Restante;
let env: Record<string, string>;

beforeAll(async () => {
  restante = createServer({ smtp: { port: 0 }, http: { port: 'off' } });
  const { smtp } = await restante.start();
  env = { RESTANTE_SMTP: `127.0.0.1:${smtp?.port}` };
});
beforeEach(() => restante.store.delete({}));
afterAll(async () => {
  expect(await restante.store.verify()).toEqual([]);
  await restante.stop();
});

const MESSAGE =
  'From: app@x\nTo: ann@x\nDate: Sun, 01 Mar 2026 10:00:00 +0000\nMessage-ID: <1@x>\nSubject: Hi\n\nHello\n';
const sendmail = (argv: string[], stdin: string | Buffer = MESSAGE) => runCommand(run, argv, { stdin, env });

async function arrived(): Promise<{ row: MessageRow; raw: string }> {
  const { messages } = await restante.store.list({ limit: 10 });
  expect(messages).toHaveLength(1);
  const row = messages[0] as MessageRow;
  const chunks: Buffer[] = [];
  for await (const chunk of restante.store.read(row.id)) chunks.push(chunk);
  return { row, raw: Buffer.concat(chunks).toString('latin1') };
}

const recipients = ({ envelope }: MessageRow): string[] => envelope.forwardPaths.map(({ address }) => address);

test('a message to recipients of the command line arrives as it was', async () => {
  expect(await sendmail(['-i', '-f', 'app@x', 'ann@x', 'bob@y'])).toEqual({ code: 0, stdout: '', stderr: '' });
  const { row, raw } = await arrived();
  expect(raw).toBe(MESSAGE.replaceAll('\n', '\r\n'));
  expect(row.envelope.reversePath.address).toBe('app@x');
  expect(recipients(row)).toEqual(['ann@x', 'bob@y']);
});

test('-t takes recipients from the header, hides Bcc, and adds those of the command line once', async () => {
  const { code } = await sendmail(['-t', '-fapp@x', 'ann@x', 'eve@x'], `Bcc: hidden@x\nCc: c@x\n${MESSAGE}`);
  expect(code).toBe(0);
  const { row, raw } = await arrived();
  expect(recipients(row)).toEqual(['ann@x', 'eve@x', 'hidden@x', 'c@x']);
  expect(raw).not.toContain('hidden');
});

test('a dot ends the message, and with -i it does not', async () => {
  await sendmail(['a@x'], `${MESSAGE}.\nmore\n`);
  expect((await arrived()).raw).toMatch(/Hello\r\n$/);
  await restante.store.delete({});
  await sendmail(['-oi', 'a@x'], `${MESSAGE}.\n..more\n`);
  expect((await arrived()).raw).toMatch(/Hello\r\n\.\r\n\.\.more\r\n$/);
});

test('a text without a header gets From, Date and Message-ID; the null reverse-path is kept', async () => {
  await sendmail(['-f', '<>', '-F', 'Cron "daily"', 'root@x'], 'backup failed\n');
  const { row, raw } = await arrived();
  expect(row.envelope.reversePath.address).toBe('');
  expect(raw).toMatch(/^From: "Cron \\"daily\\"" <\S+@\S+>\r\nDate: .*\r\nMessage-ID: <\S+>\r\n\r\nbackup failed\r\n$/);
});

test('eight-bit bytes go through', async () => {
  await sendmail(['a@x'], Buffer.from(`${MESSAGE}\xe4\xff\n`, 'latin1'));
  const { row, raw } = await arrived();
  expect(raw).toMatch(/\xe4\xff\r\n$/);
  expect(row.envelope.body).toBe('8BITMIME');
});

test('-v says what the server answered', async () => {
  expect((await sendmail(['-v', 'a@x'])).stdout).toMatch(/^Sent to a@x: 250 /);
});

test('-bs lets the caller speak SMTP itself', async () => {
  const stdin = new PassThrough();
  const stdout = new PassThrough({ encoding: 'latin1' });
  let replies = '';
  stdout.on('data', (text: string) => {
    replies += text;
  });
  const running = run(['-bs'], { stdin, stdout, stderr: new PassThrough(), env });
  stdin.write('EHLO me\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n');
  await expect.poll(() => replies).toContain('\r\n354 ');
  stdin.write(`${MESSAGE.replaceAll('\n', '\r\n')}.\r\nQUIT\r\n`);
  expect(await running).toBe(0);
  expect(replies.match(/^\d{3} /gm)).toEqual(['220 ', '250 ', '250 ', '250 ', '354 ', '250 ', '221 ']);
  expect((await arrived()).row.summary.subject).toBe('Hi');
});

describe('exit codes', () => {
  it.each([
    ['no recipients', [], 64, /no recipients/],
    ['-t without any', ['-t'], 64, /no recipients/],
    ['an unknown flag', ['-Z', 'a@x'], 64, /-Z/],
    ['a bad server', ['-S', 'http://x', 'a@x'], 64, /is no server/],
    ['a recipient that is no address', ['a@x\r\nRCPT TO:<b@x>'], 64, /Invalid recipient/],
    [
      'no server',
      ['-S', '127.0.0.1:1', 'a@x'],
      75,
      /no SMTP server answers at 127\.0\.0\.1:1 .*ECONNREFUSED.*restante/,
    ],
    ['no server for -bs', ['-S', '127.0.0.1:1', '-bs'], 75, /no SMTP server answers/],
  ])('%s: %s', async (_name, argv, code, message) => {
    const outcome = await sendmail(argv, argv[0] === '-t' ? 'Subject: s\n\n' : MESSAGE);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  });

  /** A server with one reply for each command, as ours never gives them. */
  async function strict(replies: Record<string, string>): Promise<{ server: Server; port: number }> {
    const server = createNetServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 strict\r\n');
      socket.on('data', (data) => {
        for (const line of data.toString().split('\r\n').filter(Boolean)) {
          const verb = line.slice(0, 4).toUpperCase();
          const reply =
            line === '.' ? replies.END : (replies[verb] ?? (/^(EHLO|MAIL|RCPT)$/.test(verb) ? '250 ok' : undefined));
          if (reply) socket.write(`${reply}\r\n`);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, port: (server.address() as AddressInfo).port };
  }

  it.each([
    [{ RCPT: '550 5.1.1 no such user' }, 67, /no such user/],
    [{ MAIL: '550 5.7.1 go away' }, 69, /go away/],
    [{ MAIL: '451 4.3.0 busy' }, 75, /busy/],
    [{ DATA: '354 go', END: '552 5.3.4 too big' }, 69, /too big/],
    [{ DATA: '354 go', END: '452 4.3.1 full' }, 75, /full/],
  ])('%j: %i', async (replies, code, message) => {
    const { server, port } = await strict(replies as Record<string, string>);
    const outcome = await sendmail(['-S', `127.0.0.1:${port}`, 'a@x']);
    server.close();
    expect(outcome).toMatchObject({ code });
    expect(outcome.stderr).toMatch(message);
  });
});

test.each([
  ['mail.example', { host: 'mail.example', port: 1025, secure: false, auth: undefined }],
  ['127.0.0.1:25', { host: '127.0.0.1', port: 25 }],
  ['[::1]:2525', { host: '::1', port: 2525 }],
  ['smtps://mail.example', { port: 465, secure: true }],
  ['smtp://ann%40x:p%3Aw@h:1', { host: 'h', port: 1, auth: { user: 'ann@x', pass: 'p:w' } }],
])('the server %s', (text, target) => {
  expect(readTarget(text)).toMatchObject(target);
});

test('a user and password of the server are used', async () => {
  await sendmail(['-S', `smtp://ann:secret@${env.RESTANTE_SMTP}`, 'a@x']);
  expect((await arrived()).row.envelope.user).toBe('ann');
});
