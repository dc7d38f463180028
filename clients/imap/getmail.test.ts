// Needs getmail (Debian: getmail6)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeliveryAgent } from '../lib/delivery-agent.js';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

/** Fetches; gives what came. */
async function getmail(house: House, retriever: string, port: number, options: string): Promise<string[]> {
  const { program, taken } = await createDeliveryAgent(house.folder);
  await writeFile(
    join(house.folder, 'getmailrc'),
    `[retriever]
type = ${retriever}
server = 127.0.0.1
port = ${port}
username = ann@example.org
password = secret
mailboxes = ("INBOX", "Sent")
move_on_delete = Archive

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
    const house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const once = () => getmail(house, 'SimpleIMAPRetriever', house.port.imap, 'read_all = false');
    expect(await once()).toEqual(expected);
    expect(await once()).toEqual([]);
    await house.stop();
  });

  it('fetches by TLS, and moves away what it has', async () => {
    const house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const fetch = () => getmail(house, 'SimpleIMAPSSLRetriever', house.tlsPort.imap, 'delete = true');
    expect(await fetch()).toEqual(expected);
    expect(await fetch()).toEqual([]);
    const { stdout } = await run('curl', [
      '--silent',
      '--user',
      'ann@example.org:secret',
      '--request',
      'STATUS Archive (MESSAGES)',
      `imap://127.0.0.1:${house.port.imap}`,
    ]);
    expect(stdout).toBe('* STATUS Archive (MESSAGES 3)\r\n');
    await house.stop();
  });
});
