import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findMail } from './find.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'restante-find-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
}

async function found(path = '.'): Promise<string[]> {
  const all: string[] = [];
  for await (const file of findMail(join(root, path))) {
    all.push(`${file.kind} ${relative(root, file.path)} ${file.size}${file.seen ? ' seen' : ''}`);
  }
  return all;
}

test('a folder gives its .eml and .mbox files and those below, by name', async () => {
  await write({
    'b.eml': 'A: b',
    'a/x.EML': '',
    'a/notes.txt': 'no',
    'c/d/e.mbox': 'From a',
    'c/plain.mbox': 'A: b\n',
  });
  await symlink(join(root, 'b.eml'), join(root, 'link.eml'));
  await symlink(root, join(root, 'loop'));
  expect(await found()).toEqual([
    'message a/x.EML 0',
    'message b.eml 4',
    'mbox c/d/e.mbox 6',
    'message c/plain.mbox 5',
  ]);
});

test('a Maildir gives cur and new in order of delivery, with what was read, and its folders', async () => {
  await write({
    'cur/1700000003.b.host:2,S': 'c',
    'cur/1700000001.a.host:2,FRS': 'a',
    'cur/1700000004.d.host;2,': 'd',
    'new/1700000002.e.host': 'b',
    'new/.hidden': 'no',
    'tmp/1700000000.z.host': 'no',
    'dovecot-uidlist.eml': 'no',
    '.Sent/cur/1.x:2,T': 'sent',
    '.Sent/new/2.y': '',
  });
  expect(await found()).toEqual([
    'message cur/1700000001.a.host:2,FRS 1 seen',
    'message new/1700000002.e.host 1',
    'message cur/1700000003.b.host:2,S 1 seen',
    'message cur/1700000004.d.host;2, 1',
    'message .Sent/cur/1.x:2,T 4',
    'message .Sent/new/2.y 0',
  ]);
});

test('a file is what it begins with, whatever its name', async () => {
  await write({ mail: 'From ann', other: 'From: ann' });
  expect(await found('mail')).toEqual(['mbox mail 8']);
  expect(await found('other')).toEqual(['message other 9']);
});

test('a path that is not there is the error of the file system', async () => {
  await expect(found('nowhere')).rejects.toMatchObject({ code: 'ENOENT' });
});
