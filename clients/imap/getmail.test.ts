// Needs getmail (Debian: getmail6)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeliveryAgent } from '../lib/delivery-agent.js';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';
import { connect, granted } from './imapflow/connect.js';

/** Fetches; gives what came. */
async function getmail(
  house: House,
  user: string,
  retriever: string,
  port: number,
  options: string,
): Promise<string[]> {
  const { program, taken } = await createDeliveryAgent(house.folder);
  await writeFile(
    join(house.folder, 'getmailrc'),
    `[retriever]
type = ${retriever}
server = 127.0.0.1
port = ${port}
username = ${user}
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
  // getmail tells where a message came from.
  return (await taken()).map((text) => text.replaceAll(/^(Return-Path|X-getmail-retrieved-from-mailbox):.*\n/gm, ''));
}

const expected = SUBJECTS.map((subject) => MAIL[subject].replaceAll('\r\n', '\n'));

const KEEPER = 'keeper@example.org';
const MOVER = 'mover@example.org';

describe.each(STORES)('over the $store', ({ keep }) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(['--user', `${KEEPER}:secret`, '--user', `${MOVER}:secret`], { keep });
  });
  afterAll(() => house.stop());

  it('fetches all, leaves them there, and does not fetch them again', async () => {
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject], KEEPER);
    const fetch = () => getmail(house, KEEPER, 'SimpleIMAPRetriever', house.port.imap, 'read_all = false');
    expect(await fetch()).toEqual(expected);
    expect(await fetch()).toEqual([]);
  });

  it('fetches by TLS, and moves away what it has', async () => {
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject], MOVER);
    const fetch = () => getmail(house, MOVER, 'SimpleIMAPSSLRetriever', house.tlsPort.imap, 'delete = true');
    expect(await fetch()).toEqual(expected);
    expect(await fetch()).toEqual([]);
    const flow = await connect(house, { auth: { user: MOVER, pass: 'secret' } });
    expect(granted(await flow.status('INBOX', { messages: true })).messages).toBe(0);
    expect(granted(await flow.status('Archive', { messages: true })).messages).toBe(3);
    await flow.logout();
  });
});
