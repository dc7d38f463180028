import { execFileSync, spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';

/** Whether this machine has Postfix's smtp-sink. */
export function hasSmtpSink(): boolean {
  try {
    execFileSync('sh', ['-c', 'command -v smtp-sink'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** smtp-sink on a free port of 127.0.0.1, with flags such as `-r rcpt` (4xx) or `-f data` (5xx). */
export async function startSmtpSink(flags: readonly string[]): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  // It gives up root by itself, and asks for the name then.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const child = spawn('smtp-sink', [...user, '-c', ...flags, `127.0.0.1:${port}`, '100'], { stdio: 'ignore' });
  while (!(await accepts(port))) {
    if (child.exitCode !== null) throw new Error(`smtp-sink ${flags.join(' ')} ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    port,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
