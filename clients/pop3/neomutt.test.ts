// Needs neomutt (Debian: neomutt)
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../lib/house.js';
import { bodyOf, MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';

let house: House;
afterEach(() => house.stop());

/** NeoMutt wants a terminal, which `script` gives it, and keys, which `push` does. */
async function neomutt(keys: string, settings = ''): Promise<void> {
  const rc = join(house.folder, 'neomuttrc');
  await writeFile(
    rc,
    `set folder = "${house.folder}"
set pop_user = "ann@example.org"
set pop_pass = "secret"
set pop_checkinterval = 0
set certificate_file = "${house.folder}/certificates"
set ssl_force_tls = no
set ssl_starttls = no
set quit = yes
set delete = yes
set copy = no
set confirm_append = no
set confirm_create = no
set wait_key = no
set mbox_type = mbox
${settings}
push "${keys}"
`,
  );
  const command = `neomutt -n -F ${rc} -f pop://127.0.0.1:${house.port.pop3}`;
  await run('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    cwd: house.folder,
    env: { HOME: house.folder, TERM: 'xterm' },
  });
}

describe.each(STORES)('over the $store', ({ keep }) => {
  it('copies all messages home, and deletes one', async () => {
    house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const box = join(house.folder, 'home');
    await neomutt(`<tag-pattern>~A<enter><tag-prefix><copy-message>${box}<enter><delete-pattern>~s dots<enter><quit>`);
    const text = await readFile(box, 'utf8');
    for (const subject of SUBJECTS) expect(text).toContain(bodyOf(MAIL[subject]));
    const left = (await house.client.messages.list({ account: 'ann@example.org' })).messages;
    expect(left.map(({ subject }) => subject).sort()).toEqual(['large', 'octets']);
  });
});
