import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Contender, cacheOf, contender, freePort, listening } from './contender.js';

const VERSION = '2.1.13';

/** Starts GreenMail, which keeps everything in memory; fetches it at first, where Java and Maven are. */
export async function startGreenmail(): Promise<Contender> {
  const folder = cacheOf('greenmail');
  const jar = `${folder}greenmail-standalone-${VERSION}.jar`;
  if (!existsSync(jar)) {
    const artifact = `-Dartifact=com.icegreen:greenmail-standalone:${VERSION}`;
    await promisify(execFile)('mvn', ['-q', 'dependency:copy', artifact, `-DoutputDirectory=${folder}`]);
  }
  const port = await freePort();
  const settings = ['smtp.hostname=127.0.0.1', `smtp.port=${port}`, 'auth.disabled', 'api.hostname=127.0.0.1'];
  const child = spawn('java', [...settings.map((each) => `-Dgreenmail.${each}`), '-jar', jar], { stdio: 'ignore' });
  await listening('GreenMail', child, port);
  return contender('GreenMail', child, port, null);
}
