import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.js';
import { version } from '../lib/version.js';
import { main } from './main.js';
import { announce } from './start-lines.js';
import { startProblem } from './start-problem.js';

async function run(...argv: string[]) {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await main(argv, { stdin: new PassThrough(), stdout, stderr, env: {} });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

describe('main', () => {
  it('prints the version', async () => {
    expect(await run('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    ['wiat', 'did you mean wait?'],
    ['helth', 'did you mean help?'],
    ['constructor', 'see restante --help'],
  ])('of the unknown command %s says: %s', async (name, fix) => {
    expect(await run(name)).toEqual({ code: 2, stdout: '', stderr: `Unknown command "${name}"; ${fix}\n` });
  });

  it('stops at a bad flag before any part is loaded', async () => {
    expect(await run('--http-port', '-1')).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('startProblem', () => {
  const config = configSchema.parse({
    smtp: { port: 25, tlsPort: 465 },
    imap: { port: 143 },
    http: { port: 80 },
    host: '::1',
  });
  const problem = (code: string, port?: number) =>
    startProblem(Object.assign(new Error('the engine says so'), { code, port }), config);

  it.each([
    [
      'EADDRINUSE',
      465,
      'Port 465 on ::1 is in use; choose another by --smtps-port (0 takes any free one) or stop what uses it',
    ],
    ['EACCES', 80, 'Port 80 is not open to this user; choose one above 1023 by --http-port'],
    ['EACCES', 143, 'Port 143 is not open to this user; choose one above 1023 by --imap-port'],
    ['EACCES', 25, 'Port 25 is not open to this user; choose one above 1023 by --smtp-port'],
    [
      'ENOTFOUND',
      undefined,
      '::1 is no address of this machine; choose another by --host, such as 127.0.0.1 or 0.0.0.0',
    ],
    ['EMFILE', undefined, 'Restante cannot start: the engine says so'],
  ])('%s of port %s', (code, port, line) => {
    expect(problem(code, port)).toBe(line);
  });
});

describe('announce', () => {
  const addresses = {
    smtp: { host: '::1', port: 1025 },
    smtps: null,
    pop3: { host: '::1', port: 1110 },
    pop3s: null,
    imap: { host: '::1', port: 1143 },
    imaps: null,
    http: { host: '::1', port: 8025, url: 'http://[::1]:8025/mail/' },
  };

  const memory = { kind: 'memory', folder: null, messages: 0 } as const;

  it('writes IPv6 addresses so that they can be used, and leaves out what is off', () => {
    expect(announce(addresses, configSchema.parse({}), memory)).toBe(
      [
        `Restante ${version} is ready; Ctrl-C stops it.`,
        '  Page   http://[::1]:8025/mail/',
        '  API    http://[::1]:8025/mail/api/docs',
        '  SMTP   [::1]:1025',
        '  POP3   [::1]:1110',
        '  IMAP   [::1]:1143',
        '  Store  memory; messages end with the process\n',
      ].join('\n'),
    );
  });

  it('is one JSON line for machines', () => {
    const line = announce(addresses, configSchema.parse({ log: { format: 'json' } }), memory);
    expect(line.endsWith('}\n') && !line.trimEnd().includes('\n')).toBe(true);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', event: 'ready', version, addresses, store: memory });
  });

  it.each([
    [1, '1 message'],
    [2000, '2000 messages'],
  ])('names the data folder and what is in it, %s', (messages, words) => {
    const text = announce(addresses, configSchema.parse({}), { kind: 'json', folder: '/srv/mail', messages });
    expect(text).toContain(`  Store  /srv/mail (${words})\n`);
  });
});
