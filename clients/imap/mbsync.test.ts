// Needs mbsync (Debian: isync)
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImapFlow } from 'imapflow';
import { describe, expect, it } from 'vitest';
import { type House, STORES, startHouse } from '../lib/house.js';
import { MAIL, SUBJECTS } from '../lib/mail.js';
import { run } from '../lib/run.js';
import { connect } from './imapflow/connect.js';

/** A Maildir that mbsync keeps the same as Ann's folders, both ways. */
class Twin {
  readonly #house: House;
  readonly #root: string;

  constructor(house: House) {
    this.#house = house;
    this.#root = join(house.folder, 'maildir');
  }

  async sync(): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    const rc = join(this.#house.folder, 'mbsyncrc');
    await writeFile(
      rc,
      `IMAPStore there
Host 127.0.0.1
Port ${this.#house.port.imap}
User ann@example.org
Pass secret
SSLType None
AuthMechs *

MaildirStore here
Path ${this.#root}/
Inbox ${this.#root}/INBOX
SubFolders Verbatim

Channel all
Far :there:
Near :here:
Patterns *
Create Both
Remove Both
Expunge Both
SyncState *
`,
    );
    await run('mbsync', ['--config', rc, '--all'], { env: { HOME: this.#house.folder } });
  }

  /** Path, flags and text of each message of a folder. */
  async messages(folder = 'INBOX'): Promise<{ path: string; flags: string; text: string }[]> {
    const all = [];
    for (const part of ['new', 'cur']) {
      for (const name of await readdir(join(this.#root, folder, part))) {
        const path = join(this.#root, folder, part, name);
        // mbsync adds an X-TUID to what it has pushed.
        const text = (await readFile(path, 'utf8')).replace(/^X-TUID:.*\n/m, '');
        all.push({ path, flags: /:2,(\w*)$/.exec(name)?.[1] ?? '', text });
      }
    }
    return all;
  }

  async find(subject: string, folder?: string) {
    const found = (await this.messages(folder)).filter(({ text }) => text.includes(`Subject: ${subject}\n`));
    if (found.length !== 1) throw new Error(`${found.length} messages have the subject ${subject}.`);
    return found[0] as (typeof found)[0];
  }

  /** Gives a message the flags of Maildir: `S`een, `F`lagged, `T`rashed … */
  async mark(subject: string, flags: string): Promise<void> {
    const { path } = await this.find(subject);
    await rename(path, `${path.replace(/:2,\w*$/, '').replace('/new/', '/cur/')}:2,${flags}`);
  }

  folder = (name: string): string => join(this.#root, name);
}

const unix = (text: string): string => text.replaceAll('\r\n', '\n');

/** Subject and flags of each message of a folder, as another client sees them, in the order of subjects. */
async function there(flow: ImapFlow, folder = 'INBOX'): Promise<{ subject?: string; flags: string[] }[]> {
  await flow.mailboxOpen(folder);
  const all = await flow.fetchAll('1:*', { envelope: true, flags: true });
  return all
    .map(({ envelope, flags }) => ({ subject: envelope?.subject, flags: [...(flags ?? [])].sort() }))
    .sort((a, b) => `${a.subject}`.localeCompare(`${b.subject}`));
}

describe.each(STORES)('over the $store', ({ keep }) => {
  it('keeps both sides the same, without doubles', async () => {
    const house = await startHouse([], { keep });
    for (const subject of SUBJECTS) await house.deliver(MAIL[subject]);
    const flow = await connect(house, { disableIMAP4rev2: true });
    const twin = new Twin(house);
    await twin.sync();
    await twin.sync();
    const texts = (await twin.messages()).map(({ text }) => text);
    expect(texts.sort()).toEqual(SUBJECTS.map((subject) => unix(MAIL[subject])).sort());
    expect(await there(flow)).toHaveLength(3);

    // There: one is read, one goes. Here: one is flagged; another comes in a folder of its own.
    await flow.messageFlagsAdd({ subject: 'dots' }, ['\\Seen']);
    await flow.messageDelete({ subject: 'large' });
    await twin.mark('octets', 'F');
    for (const part of ['new', 'cur', 'tmp']) await mkdir(join(twin.folder('Plans'), part), { recursive: true });
    const plan = unix(MAIL.large).replaceAll('large', 'plan');
    await writeFile(join(twin.folder('Plans'), 'cur', '1.plan.here:2,S'), plan);
    await twin.sync();
    await twin.sync();
    expect((await twin.find('dots')).flags).toBe('S');
    expect((await twin.find('octets')).flags).toBe('F');
    expect(await twin.messages()).toHaveLength(2);
    expect(await twin.messages('Plans')).toHaveLength(1);
    expect(await there(flow)).toEqual([
      { subject: 'dots', flags: ['\\Seen'] },
      { subject: 'octets', flags: ['\\Flagged'] },
    ]);
    expect(await there(flow, 'Plans')).toEqual([{ subject: 'plan', flags: ['\\Seen'] }]);

    // Here: one goes. There: the other is unread again.
    await twin.mark('octets', 'FT');
    await flow.mailboxOpen('INBOX');
    await flow.messageFlagsRemove({ subject: 'dots' }, ['\\Seen']);
    await twin.sync();
    expect(await there(flow)).toEqual([{ subject: 'dots', flags: [] }]);
    expect((await twin.messages()).map(({ flags }) => flags)).toEqual(['']);

    // A copy that is made anew is the same.
    await rm(twin.folder('.'), { recursive: true });
    await twin.sync();
    expect(await twin.messages()).toHaveLength(1);
    expect((await twin.find('plan', 'Plans')).text).toBe(plan);
    expect(await there(flow, 'Plans')).toHaveLength(1);
    await flow.logout();
    await house.stop();
  });
});
