// Needs fetchmail (Debian: fetchmail)
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createDeliveryAgent } from '../lib/delivery-agent.js';
import { type House, STORES, startHouse } from '../lib/house.js';
import { bodyOf, MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

let house: House;
afterEach(() => house.stop());

/** fetchmail's "there was no new mail". */
const NOTHING = 1;

/** Fetches; gives the bodies, since fetchmail adds to the header. */
async function fetchmail(options: string, code = 0): Promise<string[]> {
  const { program, taken } = await createDeliveryAgent(house.folder);
  const rc = join(house.folder, 'fetchmailrc');
  await writeFile(
    rc,
    `poll 127.0.0.1 protocol POP3 port ${house.port.pop3} uidl
user "ann@example.org" password "secret" is ann here mda "${program}" ${options}
`,
    { mode: 0o600 },
  );
  await run('fetchmail', ['-f', rc, '-i', join(house.folder, 'ids'), '--nodetach', '--nosyslog', '--norewrite'], {
    cwd: house.folder,
    env: { HOME: house.folder, FETCHMAILHOME: house.folder },
    codes: [code],
  });
  return (await taken()).map(bodyOf);
}

const expected = SUBJECTS.map((subject) => bodyOf(MAIL[subject]));

describe.each(STORES)('over the $store', ({ keep }) => {
  it('fetches all, leaves them there, and does not fetch them again', async () => {
    house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const options = "keep sslproto ''";
    expect(await fetchmail(options)).toEqual(expected);
    expect(await fetchmail(options, NOTHING)).toEqual([]);
    await house.deliver(MAIL.dots);
    expect(await fetchmail(options)).toEqual([bodyOf(MAIL.dots)]);
    expect((await house.client.messages.list({ account: 'ann@example.org' })).messages).toHaveLength(4);
  });

  it('fetches by STLS and a configured password, and deletes', async () => {
    house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    expect(await fetchmail("fetchall nokeep sslproto 'TLS1.2+' no sslcertck")).toEqual(expected);
    expect((await house.client.messages.list({ account: 'ann@example.org' })).messages).toEqual([]);
  });
});
