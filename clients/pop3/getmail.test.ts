// Needs getmail (Debian: getmail6)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDeliveryAgent } from '../lib/delivery-agent.js';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

let house: House;
afterEach(() => house.stop());

/** Fetches; gives what came. */
async function getmail(retriever: string, port: number, options: string): Promise<string[]> {
  const { program, taken } = await createDeliveryAgent(house.folder);
  await writeFile(
    join(house.folder, 'getmailrc'),
    `[retriever]
type = ${retriever}
server = 127.0.0.1
port = ${port}
username = ann@example.org
password = secret

[destination]
type = MDA_external
path = ${program}
allow_root_commands = true

[options]
delivered_to = false
received = false
${options}
`,
  );
  await run('getmail', [`--getmaildir=${house.folder}`, '--rcfile=getmailrc'], { env: { HOME: house.folder } });
  return (await taken()).map((text) => text.replace(/^Return-Path:.*\n/, ''));
}

const expected = SUBJECTS.map((subject) => MAIL[subject].replaceAll('\r\n', '\n'));

describe.each(STORES)('over the $store', ({ keep }) => {
  it('fetches all, leaves them there, and does not fetch them again', async () => {
    house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const once = () => getmail('SimplePOP3Retriever', house.port.pop3, 'read_all = false');
    expect(await once()).toEqual(expected);
    expect(await once()).toEqual([]);
  });

  it('fetches by TLS, and deletes', async () => {
    house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    expect(await getmail('SimplePOP3SSLRetriever', house.tlsPort.pop3, 'delete = true')).toEqual(expected);
    expect((await house.client.messages.list({ account: 'ann@example.org' })).messages).toEqual([]);
  });
});
