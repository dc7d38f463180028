// Needs fetchmail (Debian: fetchmail)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeliveryAgent } from '../lib/delivery-agent.js';
import { type House, STORES, startHouse } from '../lib/house.js';
import { bodyOf, MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

/** fetchmail's "there was no new mail". */
const NOTHING = 1;

/** Fetches; gives the bodies, since fetchmail adds to the header. */
async function fetchmail(house: House, user: string, options: string, code = 0): Promise<string[]> {
  const { program, taken } = await createDeliveryAgent(house.folder);
  const rc = join(house.folder, 'fetchmailrc');
  await writeFile(
    rc,
    `poll 127.0.0.1 protocol IMAP port ${house.port.imap}
user "${user}" password "secret" is ann here mda "${program}" ${options}
`,
    { mode: 0o600 },
  );
  await run('fetchmail', ['-f', rc, '--nodetach', '--nosyslog', '--norewrite'], {
    cwd: house.folder,
    env: { HOME: house.folder, FETCHMAILHOME: house.folder },
    codes: [code],
  });
  return (await taken()).map(bodyOf);
}

const expected = SUBJECTS.map((subject) => bodyOf(MAIL[subject]));
const left = async (house: House, account: string) => (await house.client.messages.list({ account })).messages;

const KEEPER = 'keeper@example.org';
const MOVER = 'mover@example.org';

describe.each(STORES)('over the $store', ({ keep }) => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse(['--user', `${KEEPER}:secret`, '--user', `${MOVER}:secret`], { keep });
  });
  afterAll(() => house.stop());

  it('fetches what is unread in all folders, leaves it there as read, and does not fetch it again', async () => {
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject], KEEPER);
    const fetch = (code?: number) => fetchmail(house, KEEPER, `folder "INBOX","Sent" keep sslproto ''`, code);
    expect(await fetch()).toEqual(expected);
    expect((await left(house, KEEPER)).map(({ seen }) => seen)).toEqual([true, true, true]);
    expect(await fetch(NOTHING)).toEqual([]);
    await house.deliver(MAIL.dots, KEEPER);
    expect(await fetch()).toEqual([bodyOf(MAIL.dots)]);
    expect(await left(house, KEEPER)).toHaveLength(4);
  });

  it('fetches by STARTTLS, and deletes', async () => {
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject], MOVER);
    expect(await fetchmail(house, MOVER, "fetchall nokeep sslproto 'TLS1.2+' no sslcertck")).toEqual(expected);
    expect(await left(house, MOVER)).toEqual([]);
  });
});
