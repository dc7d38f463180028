import { readFileSync, writeFileSync } from 'node:fs';
import { goldenTranscripts } from '../../net/testing/golden.js';
import { LineClient } from '../../net/testing/line-client.js';
import { MESSAGES } from '../fixtures/messages.js';
import { mask } from './mask.js';
import { startImap } from './start.js';

const folder = new URL('../fixtures/', import.meta.url);

/** Plays the `C:` lines of a dialogue and writes what the server said behind them. */
async function record(name: string): Promise<void> {
  const file = new URL(name, folder);
  const { config } = goldenTranscripts(folder).find((each) => each.name === name) as { config: object };
  const server = await startImap(config);
  for (const message of MESSAGES) await server.deliver(message);
  const client = await LineClient.silent(server.port);
  const told: string[] = [];
  const hear = async (): Promise<string> => {
    const line = mask(await client.line());
    told.push(`S: ${line}`);
    return line;
  };
  const text = readFileSync(file, 'utf8').split('\n');
  told.push(...text.filter((line) => line.startsWith('#')));
  await hear();
  let tag = '';
  let literal = -1;
  for (const line of text) {
    if (line === 'S: (closed)') told.push(line);
    if (!line.startsWith('C:')) continue;
    told.push(line);
    const said = line.slice(3);
    const begins = /^(\S+)(?: |$)/.exec(said)?.[1];
    if (tag === '' && begins) tag = begins;
    await client.write(Buffer.from(`${said}\r\n`));
    // The octets of a literal that is sent without waiting, then what stands behind it.
    const octets = Buffer.byteLength(said);
    if (literal > octets) {
      literal -= octets + 2;
      continue;
    }
    literal = Number(/\{(\d+)\+\}$/.exec(said)?.[1] ?? -1);
    if (literal >= 0) continue;
    for (;;) {
      const answer = await hear();
      if (answer.startsWith('+ ')) break;
      if (!answer.startsWith(`${tag} `) && !/^\* B(?:AD|YE) /.test(answer)) continue;
      tag = '';
      break;
    }
  }
  client.destroy();
  await server.stop();
  writeFileSync(file, `${told.join('\n')}\n`);
}

for (const name of process.argv.slice(2)) {
  await record(`${name}.session.txt`);
}
