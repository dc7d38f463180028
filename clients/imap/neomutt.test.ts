// Needs neomutt (Debian: neomutt)
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../lib/house.js';
import { bodyOf, MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';
import { connect } from './imapflow/connect.js';

/** NeoMutt wants a terminal, which `script` gives it, and keys, which `push` does. */
async function neomutt(house: House, keys: string, settings = ''): Promise<void> {
  const rc = join(house.folder, 'neomuttrc');
  const at = `imap://127.0.0.1:${house.port.imap}`;
  await writeFile(
    rc,
    `set folder = "${at}"
set imap_user = "ann@example.org"
set imap_pass = "secret"
set imap_idle = yes
set imap_condstore = yes
set imap_qresync = yes
set header_cache = "${house.folder}/headers"
set message_cachedir = "${house.folder}/bodies"
set certificate_file = "${house.folder}/certificates"
set ssl_force_tls = no
set ssl_starttls = no
set quit = yes
set delete = yes
set copy = no
set confirm_append = no
set confirm_create = no
set wait_key = no
set sleep_time = 0
set mbox_type = mbox
${settings}
push "${keys}"
`,
  );
  await run('script', ['--quiet', '--return', '--command', `neomutt -n -F ${rc} -f ${at}/INBOX`, '/dev/null'], {
    cwd: house.folder,
    env: { HOME: house.folder, TERM: 'xterm' },
  });
}

describe.each(STORES)('over the $store', ({ keep }) => {
  it('copies messages home, flags, saves to a folder that it makes, and deletes', async () => {
    const house = await startHouse(['--user', 'ann@example.org:secret'], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const box = join(house.folder, 'home');
    await neomutt(
      house,
      [
        `<tag-pattern>~A<enter><tag-prefix><copy-message>${box}<enter>`,
        '<untag-pattern>~A<enter><limit>~s octets<enter><flag-message>',
        '<limit>~s large<enter><save-message>=Plans<enter>',
        '<limit>~A<enter><delete-pattern>~s dots<enter><quit>',
      ].join(''),
    );
    const text = await readFile(box, 'utf8');
    for (const subject of SUBJECTS) expect(text).toContain(bodyOf(MAIL[subject]));

    const flow = await connect(house);
    const state = async (folder: string) => {
      await flow.mailboxOpen(folder);
      const all = await flow.fetchAll('1:*', { envelope: true, flags: true, source: true });
      return all.map(({ envelope, flags, source }) => [envelope?.subject, flags?.has('\\Flagged'), `${source}`]);
    };
    expect(await state('INBOX')).toEqual([['octets', true, MAIL.octets]]);
    expect(await state('Plans')).toEqual([['large', false, MAIL.large]]);
    await flow.logout();

    // With what it keeps of the last time: QRESYNC tells it what changed.
    await house.deliver(MAIL.dots);
    await neomutt(house, '<delete-pattern>~s octets<enter><quit>');
    const after = await connect(house);
    await after.mailboxOpen('INBOX');
    const rest = await after.fetchAll('1:*', { envelope: true });
    expect(rest.map(({ envelope }) => envelope?.subject)).toEqual(['dots']);
    await after.logout();
    await house.stop();
  });
});
