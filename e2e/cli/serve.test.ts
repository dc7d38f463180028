import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Child, restante, serve } from './child.js';

const running: Child[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.process.kill('SIGKILL');
    await child.ended;
  }
});

async function started(...args: string[]) {
  const child = await serve(args);
  running.push(child);
  return child;
}

/** Reads a connection's first bytes. */
function greeting(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', (data) => {
      resolve(data.toString('latin1'));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

/** Takes a port for the time of a test. */
async function withTakenPort(test: (port: number) => Promise<void>): Promise<void> {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  try {
    await test((other.address() as { port: number }).port);
  } finally {
    other.close();
  }
}

describe('restante serve', () => {
  it('tells machines by one JSON line where it listens', async () => {
    const { ready, process: child } = await started('--smtps-port', '0');
    expect(ready).toMatchObject({ level: 'info', event: 'ready', pid: child.pid });
    const { smtp, smtps, http } = ready.addresses;
    expect(new Set([smtp?.port, smtps?.port, http?.port]).size).toBe(3);
    expect(http?.url).toBe(`http://127.0.0.1:${http?.port}/`);
    expect(await greeting(smtp?.port as number)).toMatch(/^220 restante\.local /);
    expect((await fetch(`${http?.url}readyz`)).status).toBe(200);
  });

  it('tells people one address a line', async () => {
    const child = restante(['--smtp-port', '0', '--http-port', '0', '--smtps-port', '0', '--label', 'shop']);
    running.push(child);
    expect(await child.saw('SMTPS')).toMatch(
      /^Restante \S+ \(shop\) is ready; Ctrl-C stops it\.\n {2}Page {3}http:\/\/127\.0\.0\.1:\d+\/\n {2}API {4}http:\S+\/api\/docs\n {2}SMTP {3}127\.0\.0\.1:\d+\n {2}SMTPS {2}127\.0\.0\.1:\d+\n/,
    );
  });

  it('says where it listens at log level silent too, and nothing else', async () => {
    const child = await started('--log-level', 'silent');
    child.process.kill('SIGTERM');
    const { stdout, stderr } = await child.ended;
    expect(stdout.trim().split('\n')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('runs with one part only', async () => {
    const { addresses } = await started('--http-port', 'off');
    expect(addresses).toMatchObject({ http: null, smtp: { host: '127.0.0.1' } });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops in order at %s and exits with 0', async (signal) => {
    const child = await started();
    child.process.kill(signal);
    expect(await child.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });

  it('stops by itself within the time that sessions in flight are given', async () => {
    const child = await started('--shutdown-timeout', '300ms');
    const socket = connect(child.addresses.smtp?.port as number, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.on('error', () => {});
    child.process.kill('SIGTERM');
    expect(await child.ended).toMatchObject({ code: 0 });
    socket.destroy();
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends at once at a second %s', async (signal, code) => {
    const child = await started('--shutdown-timeout', '1h');
    const socket = connect(child.addresses.smtp?.port as number, '127.0.0.1');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.on('error', () => {});
    // In the middle of a message, so that there is a session in flight to wait for.
    socket.write('EHLO a\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: x\r\n');
    await new Promise<void>((resolve) => {
      socket.on('data', (data) => data.includes('354') && resolve());
    });
    child.process.kill(signal);
    // Signals that follow within 400 ms are the same wish; repeating until one counts needs no waiting by the clock.
    const again = setInterval(() => child.process.kill(signal), 50);
    expect(await child.ended).toMatchObject({ code });
    clearInterval(again);
    socket.destroy();
  });

  it('starts twenty at once on free ports', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => started()));
    const ports = all.flatMap(({ addresses }) => [addresses.smtp?.port, addresses.http?.port]);
    expect(new Set(ports).size).toBe(40);
    for (const child of all) child.process.kill('SIGTERM');
    for (const child of all) expect(await child.ended).toMatchObject({ code: 0 });
  });

  it.each([
    ['--smtp-port', '--http-port'],
    ['--http-port', '--smtp-port'],
    ['--smtps-port', '--http-port'],
  ])('names a port in use, %s and the fix, and exits with 1', async (flag, other) => {
    await withTakenPort(async (port) => {
      const ports = flag === '--smtps-port' ? ['--smtp-port', '0'] : [];
      const { code, stdout, stderr } = await restante([...ports, flag, String(port), other, '0']).ended;
      expect(stderr).toBe(
        `Port ${port} on 127.0.0.1 is in use; choose another by ${flag} (0 takes any free one) or stop what uses it\n`,
      );
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    });
  });

  it('names a host that is no address of this machine', async () => {
    const { code, stderr } = await restante(['--host', '192.0.2.1', '--smtp-port', '0', '--http-port', '0']).ended;
    expect(stderr).toMatch(/^192\.0\.2\.1 is no address of this machine; [^\n]*--host[^\n]*\n$/);
    expect(code).toBe(1);
  });

  it.each([
    [['--smpt-port', '1'], 'Unknown flag --smpt-port; did you mean --smtp-port?'],
    [['serve', '--smtp-port', 'abc'], '--smtp-port is "abc"; expected a port from 0 to 65535, or off'],
    [['srve'], 'Unknown command "srve"; did you mean serve?'],
    [['hasOwnProperty'], 'Unknown command "hasOwnProperty"; see restante --help'],
  ])('%j stops with one line and exit code 2', async (args, line) => {
    expect(await restante(args).ended).toMatchObject({ code: 2, stdout: '', stderr: `${line}\n` });
  });

  it('reads variables and the config file of its folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'restante-cli-'));
    try {
      await writeFile(
        join(folder, 'restante.config.json'),
        '{ "http": { "label": "from the file" }, "name": "file.example" }',
      );
      const child = await serve([], { cwd: folder, env: { RESTANTE_NAME: 'variable.example' } });
      running.push(child);
      expect(await greeting(child.addresses.smtp?.port as number)).toMatch(/^220 variable\.example /);
      const info = (await (await fetch(`${child.addresses.http?.url}api/info`)).json()) as { label: string };
      expect(info.label).toBe('from the file');
      const bad = await restante([], { cwd: folder, env: { RESTANTE_SMTP_PROT: '1' } }).ended;
      expect(bad.stderr).toBe('Unknown environment variable RESTANTE_SMTP_PROT; did you mean RESTANTE_SMTP_PORT?\n');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
