/**
 * Writes the folder that every later version must open: `npx tsx make-fixture.ts DIR`. It is taken while the store is
 * open, so that it has all that a folder can have: a snapshot, changes behind it, a checkpoint, messages that are only
 * in the journal or in `tmp/`. What is to be seen in it is in `DIR/../format-N.json`.
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createJsonStore } from '../index.js';
import { realDisk } from '../real-disk.js';
import { look } from './look.js';
import { mail, send } from './mail.js';

const [target = ''] = process.argv.slice(2);
const dir = mkdtempSync(join(tmpdir(), 'restante-fixture-'));
let frozen = false;
/** Once frozen, files stay where they are. */
const disk = {
  ...realDisk,
  open: (path: string, mode: Parameters<typeof realDisk.open>[1]) =>
    frozen && path.endsWith('.eml') && mode !== 'read' ? new Promise<never>(() => {}) : realDisk.open(path, mode),
  rename: (from: string, to: string) =>
    frozen && to.endsWith('.eml') ? new Promise<never>(() => {}) : realDisk.rename(from, to),
};
let time = Date.UTC(2026, 10, 24, 12);
const now = (): number => {
  time += 1000;
  return time;
};
const store = createJsonStore({ dir, disk, now, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
await store.open();
const to = (account: string, mailbox?: string, flags?: string[]) => ({ account, mailbox, flags });

await send(store, mail('kept from the beginning', 300), [to('anna@example.com'), to('catchall')]);
const gone = await send(store, mail('deleted before the snapshot', 300), [to('anna@example.com'), to('catchall')]);
await send(store, mail('a large one', 70_000), [
  to('bert@example.com', 'Work/Reports', ['\\Flagged', 'urgent']),
  to('catchall'),
]);
await store.delete({ ids: [gone.id] });
await store.setSubscribed('anna@example.com', 'Lists/Ünïcode', true);
await store.ensureAccount('empty@example.com');
await store.compactNow();
await send(store, mail('behind the snapshot', 300), [to('anna@example.com'), to('catchall')]);
const anna = (await store.mailbox('anna@example.com', 'INBOX')).id;
await store.createMailbox('anna@example.com', 'Archive', { specialUse: '\\Archive' });
const archive = (await store.mailbox('anna@example.com', 'Archive')).id;
await store.setFlags(anna, [{ first: 1, last: 1 }], { mode: 'add', flags: ['\\Seen', 'done'] });
await store.copy(anna, [{ first: 1, last: 1 }], archive);
await store.move(anna, [{ first: 3, last: 3 }], archive);
await store.renameMailbox('anna@example.com', 'Archive', 'Old/Archive');
await store.update({ account: 'bert@example.com' }, { seen: true, addTags: ['invoice'] });
await store.claimRecent(anna);
await store.createMailbox('anna@example.com', 'Gone');
await store.deleteMailbox('anna@example.com', 'Gone');
await store.ensureAccount('gone@example.com');
await store.deleteAccount('gone@example.com');
const bert = (await store.mailbox('bert@example.com', 'INBOX')).id;
await send(store, mail('expunged', 100), [to('bert@example.com', undefined, ['\\Deleted'])]);
await store.expunge(bert);
await store.delete({
  ids: [(await send(store, mail('deleted behind the snapshot', 100), [to('bert@example.com')])).id],
});
// A checkpoint comes when all is quiet.
await new Promise((resolve) => setTimeout(resolve, 1500));
frozen = true;
await send(store, mail('only in the journal, and in its snapshot', 300), [to('catchall')]);
await send(store, mail('only in tmp, and in the snapshot', 66_000), [to('catchall')]);
await store.compactNow();
await send(store, mail('only in the journal', 300), [to('catchall')]);
await send(store, mail('only in tmp', 66_000), [to('catchall')]);
await store.update({ ids: [(await store.list({ limit: 1 })).messages[0]?.id ?? ''] }, { addTags: ['late'] });

const name = basename(target);
rmSync(target, { recursive: true, force: true });
const left = ['restante.lock', 'restante.reserve'];
cpSync(dir, target, { recursive: true, filter: (path) => !left.includes(basename(path)) });
const expected = { epoch: store.epoch, ...(await look(store)) };
writeFileSync(join(target, '..', `${name}.json`), `${JSON.stringify(expected, null, 1)}\n`);
rmSync(dir, { recursive: true });
process.exit(0);
