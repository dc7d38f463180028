// Needs fetchmail (Debian: fetchmail)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createDeliveryAgent } from '../lib/delivery-agent.js';
import { type House, STORES, startHouse } from '../lib/house.js';
import { bodyOf, MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

/** fetchmail's "there was no new mail". */
const NOTHING = 1;

/** Fetches; gives the bodies, since fetchmail adds to the header. */
async function fetchmail(house: House, options: string, code = 0): Promise<string[]> {
  const { program, taken } = await createDeliveryAgent(house.folder);
  const rc = join(house.folder, 'fetchmailrc');
  await writeFile(
    rc,
    `poll 127.0.0.1 protocol IMAP port ${house.port.imap}
user "ann@example.org" password "secret" is ann here mda "${program}" ${options}
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
const left = async (house: House) => (await house.client.messages.list({ account: 'ann@example.org' })).messages;

describe.each(STORES)('over the $store', ({ keep }) => {
  it('fetches what is unread, leaves it there as read, and does not fetch it again', async () => {
    const house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const options = "keep sslproto ''";
    expect(await fetchmail(house, options)).toEqual(expected);
    expect((await left(house)).map(({ seen }) => seen)).toEqual([true, true, true]);
    expect(await fetchmail(house, options, NOTHING)).toEqual([]);
    await house.deliver(MAIL.dots);
    expect(await fetchmail(house, options)).toEqual([bodyOf(MAIL.dots)]);
    expect(await left(house)).toHaveLength(4);
    await house.stop();
  });

  it('fetches by STARTTLS and a configured password, and deletes', async () => {
    const house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    expect(await fetchmail(house, "fetchall nokeep sslproto 'TLS1.2+' no sslcertck")).toEqual(expected);
    expect(await left(house)).toEqual([]);
    await house.stop();
  });
});

it('fetches from other folders', async () => {
  const house = await startHouse();
  await house.deliver(MAIL.dots);
  expect(await fetchmail(house, `folder "INBOX","Sent" keep sslproto ''`)).toEqual([bodyOf(MAIL.dots)]);
  await house.stop();
});
