import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file with mail in it. */
export interface MailFile {
  readonly path: string;
  readonly kind: 'message' | 'mbox';
  /** Bytes. */
  readonly size: number;
  /** Maildir says that it was read. */
  readonly seen: boolean;
}

/**
 * The mail below a path: a file is a message, or an mbox when it begins with `From `; a folder is a Maildir when it
 * has `cur` and `new`, else its `.eml` and `.mbox` files and its folders are taken, by name. Links are followed only
 * when they are given themselves. Rejects with the file system's error.
 */
export async function* findMail(path: string): AsyncGenerator<MailFile, void, undefined> {
  if (!(await stat(path)).isDirectory()) {
    yield await mailFile(path);
    return;
  }
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => compare(a.name, b.name));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isMaildir = folders.includes('cur') && folders.includes('new');
  if (isMaildir) yield* maildir(path);
  for (const entry of entries) {
    const below = join(path, entry.name);
    if (entry.isDirectory()) {
      if (!isMaildir || !MAILDIR_OWN.has(entry.name)) yield* findMail(below);
    } else if (!isMaildir && entry.isFile() && /\.(?:eml|mbox)$/i.test(entry.name)) yield await mailFile(below);
  }
}

const MAILDIR_OWN: ReadonlySet<string> = new Set(['cur', 'new', 'tmp']);

/** The messages of `cur` and `new` by their names, which begin with the time of delivery; `tmp` is unfinished. */
async function* maildir(path: string): AsyncGenerator<MailFile, void, undefined> {
  const found: { name: string; folder: string }[] = [];
  for (const folder of ['cur', 'new']) {
    for (const entry of await readdir(join(path, folder), { withFileTypes: true })) {
      if (entry.isFile() && !entry.name.startsWith('.')) found.push({ name: entry.name, folder });
    }
  }
  for (const { name, folder } of found.sort((a, b) => compare(a.name, b.name))) {
    const file = join(path, folder, name);
    // `:2,` before the flags; `;` and `!` where a file name may not have a colon.
    const seen = folder === 'cur' && /[:;!]2,[A-Za-z]*S[A-Za-z]*$/.test(name);
    yield { path: file, kind: 'message', size: (await stat(file)).size, seen };
  }
}

async function mailFile(path: string): Promise<MailFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(5), 0, 5, 0);
    const isMbox = buffer.subarray(0, bytesRead).toString('latin1') === 'From ';
    return { path, kind: isMbox ? 'mbox' : 'message', size, seen: false };
  } finally {
    await file.close();
  }
}

/** By code unit, the same in every locale; numbers of equal length in order. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
