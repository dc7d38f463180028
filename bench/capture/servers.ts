import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** An SMTP server in a process of its own. */
export interface Contender {
  readonly name: string;
  readonly port: number;
  /** Milliseconds of CPU it has used so far; NaN where the system does not tell. */
  cpu(): number;
  stop(): unknown;
}

const MAILDEV = '3.0.0';
const CACHE = fileURLToPath(new URL('../.cache/maildev/', import.meta.url));

/** Starts one of the server files beside this one; it tells its port when it listens. */
export async function startOwn(name: 'bare' | 'restante', ...args: string[]): Promise<Contender> {
  const child = fork(new URL(`./${name}.ts`, import.meta.url), args, { execArgv: ['--import', 'tsx'] });
  const [port] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error(`The server ${name} did not start.`))),
  ]);
  return { name, port: port as number, cpu: () => cpuOf(child), stop: () => child.connected && child.disconnect() };
}

/** Starts MailDev 3 as its command does, bounded to as many messages as Restante keeps; installs it at first. */
export async function startMaildev(): Promise<Contender> {
  const command = `${CACHE}node_modules/maildev/dist/bin/maildev.js`;
  if (!existsSync(command)) await install();
  const [port, web] = [await freePort(), await freePort()];
  const ports = ['--smtp', `${port}`, '--ip', '127.0.0.1', '--web', `${web}`, '--web-ip', '127.0.0.1'];
  const child = spawn(process.execPath, [command, ...ports, '--max-emails', '5000', '--silent'], { stdio: 'ignore' });
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error('MailDev did not start.');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { name: 'maildev', port, cpu: () => cpuOf(child), stop: () => child.kill() };
}

async function install(): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  // A package of its own, so that npm does not touch ours.
  writeFileSync(`${CACHE}package.json`, '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await promisify(execFile)(npm, ['install', '--no-audit', '--no-fund', `maildev@${MAILDEV}`], { cwd: CACHE });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** User and system time of a process, of /proc/PID/stat's fields 14 and 15, in ticks of 10 ms. */
function cpuOf(child: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}
