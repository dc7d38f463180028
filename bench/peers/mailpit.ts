import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Contender, cacheOf, contender, freePort, listening } from './contender.js';

const VERSION = 'v1.33.1';

/** Starts Mailpit with its own defaults but for ports and bound; builds it at first, where Go is. @param messages it keeps; 0 for all */
export async function startMailpit({ messages = 5000 } = {}): Promise<Contender> {
  const folder = cacheOf('mailpit');
  const command = `${folder}mailpit`;
  if (!existsSync(command)) {
    const env = { ...process.env, GOBIN: folder.slice(0, -1) };
    await promisify(execFile)('go', ['install', `github.com/axllent/mailpit@${VERSION}`], { env });
  }
  const [port, web] = [await freePort(), await freePort()];
  const flags = ['--smtp', `127.0.0.1:${port}`, '--listen', `127.0.0.1:${web}`, '--max', `${messages}`, '--quiet'];
  const child = spawn(command, [...flags, '--disable-version-check'], { stdio: 'ignore' });
  await listening('Mailpit', child, port);
  return contender('Mailpit', child, port, `http://127.0.0.1:${web}/`);
}
