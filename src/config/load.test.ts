import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, type Loaded, loadConfig } from './load.js';
import { type Config, configSchema } from './schema.js';

interface Given {
  argv?: string[];
  env?: Record<string, string>;
  /** Content of restante.config.json. */
  file?: unknown;
  /** Other files by path. */
  files?: Record<string, string>;
}

function load({ argv = [], env = {}, file, files = {} }: Given): Promise<Loaded> {
  const all: Record<string, string> = { ...files };
  if (file !== undefined) all['/home/restante.config.json'] = typeof file === 'string' ? file : JSON.stringify(file);
  return loadConfig({
    argv,
    env,
    cwd: '/home',
    readFile: async (path) => {
      const text = all[path];
      if (text === undefined) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
      return text;
    },
  });
}

async function config(given: Given): Promise<Config> {
  return (await load(given)).config;
}

async function failure(given: Given): Promise<string> {
  const error: unknown = await load(given).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  const { message } = error as ConfigError;
  expect(message).not.toContain('\n');
  return message;
}

describe('loadConfig', () => {
  it('gives the defaults when nothing is said', async () => {
    expect(await load({})).toEqual({ config: configSchema.parse({}), file: null });
  });

  it('lets flags win over variables, variables over the file, the file over defaults', async () => {
    const file = { smtp: { port: 1, tlsPort: 2 }, http: { port: 3 }, host: '::1' };
    const result = await config({
      argv: ['--smtp-port', '101'],
      env: { RESTANTE_SMTP_PORT: '11', RESTANTE_SMTPS_PORT: '12' },
      file,
    });
    expect(result.smtp).toMatchObject({ port: 101, tlsPort: 12, maxRecipients: 10_000 });
    expect(result).toMatchObject({ http: { port: 3 }, host: '::1' });
  });

  it('understands units, switches, lists and off', async () => {
    const result = await config({
      argv: ['--max-message-size=1.5MB', '--smtp-auth-required', '--no-auth-inboxes', '--smtps-port', 'off'].concat([
        '--user',
        'ann:a,b',
        '--user=bob:c',
        '--base-path',
        '/mail',
      ]),
      env: { RESTANTE_MAX_AGE: '2d', RESTANTE_ALLOWED_HOST: 'mail.example, other.example' },
    });
    expect(result.smtp).toMatchObject({ maxMessageSize: 1_572_864, authRequired: true, tlsPort: 'off' });
    expect(result.auth).toEqual({ users: ['ann:a,b', 'bob:c'], inboxes: false });
    expect(result.http).toMatchObject({ basePath: '/mail/', allowedHosts: ['mail.example', 'other.example'] });
    expect(result.store.maxAge).toBe(172_800_000);
  });

  it('takes the last of a flag given twice', async () => {
    expect((await config({ argv: ['--host', '::1', '--host', '127.0.0.2'] })).host).toBe('127.0.0.2');
  });

  it('takes a switch from a variable or the file', async () => {
    expect((await config({ env: { RESTANTE_SMTP_AUTH_REQUIRED: 'yes' } })).smtp.authRequired).toBe(true);
    expect((await config({ env: { RESTANTE_AUTH_INBOXES: 'false' } })).auth.inboxes).toBe(false);
    expect((await config({ file: { auth: { inboxes: false } } })).auth.inboxes).toBe(false);
  });

  it('reads the file that is named, by flag or variable', async () => {
    const files = { '/home/conf/a.json': '{"smtp":{"port":7}}' };
    expect((await config({ argv: ['--config', 'conf/a.json'], files })).smtp.port).toBe(7);
    expect(await load({ env: { RESTANTE_CONFIG: 'conf/a.json' }, files })).toMatchObject({ file: '/home/conf/a.json' });
  });

  it('passes over variables that describe a service, as Kubernetes sets them, and empty ones', async () => {
    const env = {
      RESTANTE_SERVICE_HOST: '10.0.0.7',
      RESTANTE_SERVICE_PORT_HTTP: '8025',
      RESTANTE_PORT: 'tcp://10.0.0.7:8025',
      RESTANTE_SMTP_PORT: 'tcp://10.0.0.7:1025',
      RESTANTE_SMTP_PORT_1025_TCP_ADDR: '10.0.0.7',
      RESTANTE_HTTP_TOKEN: '',
      RESTANTE_URL: 'http://mail.example',
      RESTANTE_BROWSER: '/usr/bin/chromium',
      PATH: '/bin',
    };
    expect(await config({ env })).toEqual(configSchema.parse({}));
  });
});

describe('a bad configuration stops with one line', () => {
  it.each<[string, Given, string]>([
    ['unknown flag', { argv: ['--smpt-port', '1'] }, 'Unknown flag --smpt-port; did you mean --smtp-port?'],
    ['unknown switch', { argv: ['--no-auth-inbox'] }, 'Unknown flag --no-auth-inbox; did you mean --no-auth-inboxes?'],
    ['a no- for what is no switch', { argv: ['--no-label'] }, 'Unknown flag --no-label; did you mean --label?'],
    ['help written wrongly', { argv: ['--hlep'] }, 'Unknown flag --hlep; did you mean --help?'],
    ['nothing near', { argv: ['--quux-frobnicate'] }, 'Unknown flag --quux-frobnicate; see restante --help'],
    ['short flag', { argv: ['-p'] }, 'Unknown flag -p; see restante --help'],
    ['missing value', { argv: ['--host', '--http-port', '1'] }, '--host needs a value: --host ADDRESS'],
    ['missing value at the end', { argv: ['--config'] }, '--config needs a value: --config FILE'],
    ['empty value', { argv: ['--smtp-port='] }, '--smtp-port needs a value: --smtp-port PORT'],
    [
      'value for a switch',
      { argv: ['--smtp-auth-required=yes'] },
      '--smtp-auth-required takes no value: --smtp-auth-required turns it on, --no-smtp-auth-required off',
    ],
    ['a word', { argv: ['1025'] }, '"1025" is not a flag; every option begins with --, see restante --help'],
    ['bad port', { argv: ['--smtp-port', 'abc'] }, '--smtp-port is "abc"; expected a port from 0 to 65535, or off'],
    [
      'port out of range in a variable',
      { env: { RESTANTE_HTTP_PORT: '70000' } },
      'RESTANTE_HTTP_PORT is "70000"; expected a whole number from 0 to 65535',
    ],
    [
      'bad choice in the file',
      { file: { log: { format: 'xml' } } },
      'log.format in restante.config.json is "xml"; expected text or json',
    ],
    [
      'bad unit',
      { env: { RESTANTE_SHUTDOWN_TIMEOUT: '5 parsecs' } },
      'RESTANTE_SHUTDOWN_TIMEOUT is "5 parsecs"; expected a time such as 500ms, 5s or 2m, or a number of milliseconds',
    ],
    [
      'a time no timer can hold',
      { argv: ['--smtp-idle-timeout', '30d'] },
      '--smtp-idle-timeout is "30d"; expected a time of at most 24d',
    ],
    [
      'unknown variable',
      { env: { RESTANTE_SMTPPORT: '1' } },
      'Unknown environment variable RESTANTE_SMTPPORT; did you mean RESTANTE_SMTP_PORT?',
    ],
    [
      'unknown key',
      { file: { smtp: { prot: 1 } } },
      'Unknown key smtp.prot in restante.config.json; did you mean smtp.port?',
    ],
    [
      'key of another shape',
      { file: { smtpPort: 1 } },
      'Unknown key smtpPort in restante.config.json; did you mean smtp.port?',
    ],
    [
      'no object',
      { file: { smtp: 5 } },
      'smtp in restante.config.json is 5; expected an object with keys such as port',
    ],
    [
      'no object below a flag',
      { file: { smtp: 5 }, argv: ['--smtp-port', '1'] },
      'smtp in restante.config.json is 5; expected an object with keys such as port',
    ],
    ['empty text', { file: { host: '' } }, 'host in restante.config.json is ""; expected a text that is not empty'],
    [
      'null',
      { file: { smtp: { port: null } } },
      'smtp.port in restante.config.json is null; expected a port from 0 to 65535, or off',
    ],
    [
      'no list',
      { file: { http: { allowedHosts: 'a' } } },
      'http.allowedHosts in restante.config.json is "a"; expected a list of texts',
    ],
    [
      'no JSON object',
      { file: [] },
      'The config file /home/restante.config.json must hold an object such as { "smtp": { "port": 1025 } }',
    ],
    [
      'no such file',
      { argv: ['--config', 'x.json'] },
      'The config file /home/x.json cannot be read: there is no such file',
    ],
    [
      'same port twice',
      { argv: ['--smtp-port', '8025'] },
      '--http-port is 8025, which --smtp-port has too; give one another port',
    ],
    [
      'nothing to serve',
      { argv: ['smtp', 'pop3', 'imap', 'http'].flatMap((protocol) => [`--${protocol}-port`, 'off']) },
      'Every port is off, so there is nothing to serve; give --smtp-port or --http-port a number',
    ],
    [
      'proxy by name',
      { env: { RESTANTE_PROXY_PROTOCOL: '10.0.0.0/8,lb.example' } },
      'RESTANTE_PROXY_PROTOCOL is "lb.example"; expected an IP address, a network such as 10.0.0.0/8, or *',
    ],
    [
      'certificate without key',
      { env: { RESTANTE_TLS_CERT: 'a.pem' } },
      'RESTANTE_TLS_CERT is given without --tls-key; give both',
    ],
    ['key without certificate', { argv: ['--tls-key', 'a.pem'] }, '--tls-key is given without --tls-cert; give both'],
    [
      'certificate that is not there',
      { argv: ['--tls-cert', 'no-cert.pem', '--tls-key', 'no-key.pem'] },
      '--tls-cert is /home/no-cert.pem, which cannot be read: no such file',
    ],
    [
      'base path that climbs',
      { argv: ['--base-path', '/a/../b'] },
      '--base-path is "/a/../b/"; expected a path without . and ..',
    ],
    [
      'base path without slash',
      { argv: ['--base-path', 'mail'] },
      '--base-path is "mail"; expected a path such as /mail',
    ],
    [
      'origin with a path',
      { argv: ['--cors-origin', 'https://app.example/'] },
      '--cors-origin is "https://app.example/"; expected an origin such as https://app.example, without a path',
    ],
    [
      'host with a port',
      { argv: ['--allowed-host', 'mail.example:80'] },
      '--allowed-host is "mail.example:80"; expected a host name such as mail.example, without scheme and port',
    ],
  ])('%s', async (_, given, line) => {
    expect(await failure(given)).toBe(line);
  });

  it.each<[string, Given]>([
    ['flag', { argv: ['--http-auth', 'hunter2'] }],
    ['list flag', { argv: ['--user', 'hunter2'] }],
    ['variable', { env: { RESTANTE_HTTP_TOKEN: 'hunter2' } }],
    ['file', { file: { auth: { users: ['ann:x', 'hunter2'] } } }],
    ['object in the wrong place', { file: { http: 'hunter2' } }],
    ['broken JSON', { file: '{"http":{"token":hunter2}}' }],
  ])('and never shows a secret from a %s', async (_, given) => {
    expect(await failure(given)).not.toContain('hunter2');
  });

  it('names line and column in broken JSON where the engine tells them', async () => {
    expect(await failure({ file: '{\n  "smtp": { port: 1 }\n}' })).toMatch(
      /is not valid JSON: see line 2, column 13 \(a name in double quotes belongs here\)$/,
    );
  });
});

describe('a restante.config.js', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'restante-config-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fromFolder = (...argv: string[]) => loadConfig({ argv, env: {}, cwd: folder });

  it('is a module whose default export is the configuration; files it names lie beside it', async () => {
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(
      join(folder, 'restante.config.js'),
      'export default { smtp: { port: 2000 + 25 }, tls: { cert: "c" } }',
    );
    await expect(fromFolder()).rejects.toThrow('tls.cert in restante.config.js is given without --tls-key');
    await expect(fromFolder('--tls-key', '/nowhere/k')).rejects.toThrow(
      `is ${join(folder, 'c')}, which cannot be read`,
    );
  });

  it('that cannot be loaded stops with one line', async () => {
    await writeFile(join(folder, 'bad.config.js'), 'throw new Error("first\\nsecond")');
    await writeFile(join(folder, 'none.config.js'), 'export const x = 1');
    await expect(fromFolder('--config', 'bad.config.js')).rejects.toThrow(/bad\.config\.js cannot be loaded: first$/);
    await expect(fromFolder('--config', 'none.config.js')).rejects.toThrow(/must hold an object/);
  });
});
