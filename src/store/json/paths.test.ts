import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createJsonStore } from './index.js';
import { mail, readAll, send } from './testing/mail.js';

const HOSTILE = [
  '../../evil',
  '..',
  '/etc/passwd',
  'C:\\evil',
  'journal.ndjson',
  'messages',
  'con',
  '%2e%2e%2fevil',
  'a\u202eb',
];

/** All files below a folder. */
const files = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

it('no name that comes in a mail reaches the file system', async () => {
  const root = mkdtempSync(join(tmpdir(), 'restante-paths-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'deep/er'), { recursive: true });
  writeFileSync(join(root, 'deep/evil.eml'), 'not a message of this store');
  const dir = join(root, 'deep/er/data');
  const store = createJsonStore({ dir, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } });
  await store.open();
  for (const name of HOSTILE) {
    const raw = Buffer.concat([
      Buffer.from(`Message-ID: <${name}>\r\nContent-ID: <${name}>\r\n`),
      Buffer.from(`Content-Disposition: attachment; filename="${name}"\r\n`),
      mail(name, 70_000),
    ]);
    const mailbox = name
      .split('/')
      .filter((level) => level !== '')
      .join('-');
    await send(store, raw, [{ account: name, mailbox, flags: ['\\Seen'] }]);
    await store.annotate(name, null, [{ name: '/shared/../../evil', value: name }]);
    await store.createMailbox(name, `${mailbox}/x`, { specialUse: '\\Junk' });
    await store.renameMailbox(name, `${mailbox}/x`, `${mailbox}/y`);
    for (const id of [`${name}`, `../../../evil`, `../../../../evil.eml`])
      await expect(readAll(store, id)).rejects.toMatchObject({ code: 'message-not-found' });
  }
  await store.compactNow();
  expect(await store.verify()).toEqual([]);
  await store.close();
  const found = files(root);
  const messages = found.filter((path) => /^deep\/er\/data\/messages\/[0-9a-f]{2}\/[0-9a-f-]{36}\.eml$/.test(path));
  expect(messages).toHaveLength(HOSTILE.length);
  expect(found.filter((path) => !messages.includes(path)).sort()).toEqual([
    'deep/er/data/journal.ndjson',
    'deep/er/data/restante.reserve',
    'deep/evil.eml',
  ]);
});
