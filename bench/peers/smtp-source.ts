import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { cacheOf } from './contender.js';

const run = promisify(execFile);

/** A program of Postfix that sends mail as fast as it is taken, and the libraries it needs. */
export interface SmtpSource {
  /**
   * Sends the same message over persistent connections.
   * @param file the message, lines as the system has them
   * @returns milliseconds until all were acknowledged
   */
  send(port: number, file: string, messages: number, connections: number): Promise<number>;
}

/** Postfix's `smtp-source`: that of the system, else out of Debian's package, without installing it. */
export async function findSmtpSource(): Promise<SmtpSource> {
  const installed = ['/usr/sbin/smtp-source', '/usr/local/sbin/smtp-source'].find((path) => existsSync(path));
  const folder = cacheOf('postfix');
  if (!installed && !existsSync(`${folder}usr/sbin/smtp-source`)) {
    mkdirSync(folder, { recursive: true });
    await run('apt-get', ['-q', 'download', 'postfix'], { cwd: folder });
    const deb = readdirSync(folder).find((name) => name.endsWith('.deb')) as string;
    await run('dpkg', ['-x', `${folder}${deb}`, folder]);
  }
  const program = installed ?? `${folder}usr/sbin/smtp-source`;
  const env = installed ? process.env : { ...process.env, LD_LIBRARY_PATH: `${folder}usr/lib/postfix` };
  return {
    async send(port, file, messages, connections) {
      const paths = ['-f', 'bench@example.org', '-t', 'ann@example.org'];
      const load = ['-d', '-s', `${connections}`, '-m', `${messages}`, '-F', file];
      const began = performance.now();
      const child = spawn(program, [...load, ...paths, `127.0.0.1:${port}`], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr.on('data', (piece: Buffer) => {
        said += piece;
      });
      const [code] = await once(child, 'close');
      if (code !== 0) throw new Error(`smtp-source: ${said.trim()}`);
      return performance.now() - began;
    },
  };
}
