import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Contender, cacheOf, contender, freePort, listening } from './contender.js';

const VERSION = '3.0.0';

/** Starts MailDev 3 as its command does, bounded to as many messages as Restante keeps; installs it at first. */
export async function startMaildev(): Promise<Contender> {
  const command = `${cacheOf('maildev')}node_modules/maildev/dist/bin/maildev.js`;
  if (!existsSync(command)) await install();
  const [port, web] = [await freePort(), await freePort()];
  const ports = ['--smtp', `${port}`, '--ip', '127.0.0.1', '--web', `${web}`, '--web-ip', '127.0.0.1'];
  const child = spawn(process.execPath, [command, ...ports, '--max-emails', '5000', '--silent'], { stdio: 'ignore' });
  await listening('MailDev', child, port);
  return contender('MailDev 3', child, port, `http://127.0.0.1:${web}/`);
}

async function install(): Promise<void> {
  const folder = cacheOf('maildev');
  mkdirSync(folder, { recursive: true });
  // A package of its own, so that npm does not touch ours.
  writeFileSync(`${folder}package.json`, '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await promisify(execFile)(npm, ['install', '--no-audit', '--no-fund', `maildev@${VERSION}`], { cwd: folder });
}
