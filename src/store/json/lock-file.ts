import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, type Disk, ignoreMissing, isMissing } from './disk.js';
import { isRunning, type Owner, parseOwner } from './owner.js';

/** What a file system says that has no second names for files. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EACCES']);

/**
 * Makes a lock file that names its owner from its first moment on; false when there is one already. Of many who try at
 * one time one succeeds.
 */
export async function make(disk: Disk, path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.token}.new`;
  try {
    await write(disk, draft, 'replace', owner);
    await disk.link(draft, path);
    return true;
  } catch (error) {
    // One that is missing was tidied up by an owner: whoever asks again finds that one.
    if (codeOf(error) === 'EEXIST' || isMissing(error)) return false;
    if (NO_LINKS.has(codeOf(error) ?? '')) return makeInTwo(disk, path, owner);
    throw error;
  } finally {
    await disk.remove(draft).catch(() => {});
  }
}

/** The same where files have one name: for a moment the file names nobody. */
async function makeInTwo(disk: Disk, path: string, owner: Owner): Promise<boolean> {
  try {
    await write(disk, path, 'new', owner);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function write(disk: Disk, path: string, mode: 'new' | 'replace', owner: Owner): Promise<void> {
  const file = await disk.open(path, mode);
  try {
    await file.write(Buffer.from(`${JSON.stringify(owner)}\n`), 0);
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    await disk.remove(path).catch(() => {});
    throw error;
  }
}

/** Whom a lock file names; null when there is none, undefined when it names nobody. */
export async function lookUp(disk: Disk, path: string): Promise<Owner | null | undefined> {
  try {
    const file = await disk.open(path, 'read');
    try {
      const bytes = Buffer.alloc(4096);
      return parseOwner(bytes.toString('utf8', 0, await file.read(bytes, 0)));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function isAlive(disk: Disk, path: string, owner: Owner, silence: number): Promise<boolean> {
  const known = isRunning(owner);
  if (known !== undefined) return known;
  return !(await isSilent(disk, path, silence));
}

/** Nobody touches a file for so many milliseconds. */
async function isSilent(disk: Disk, path: string, silence: number): Promise<boolean> {
  const before = await touchedAt(disk, path);
  for (let waited = 0; waited < silence; waited += 100) {
    await sleep(100);
    if ((await touchedAt(disk, path)) !== before) return false;
  }
  return true;
}

async function touchedAt(disk: Disk, path: string): Promise<number> {
  try {
    return await disk.touchedAt(path);
  } catch (error) {
    if (isMissing(error)) return -1;
    throw error;
  }
}

/** A file that names nobody may be in the making for so long, milliseconds. */
const NAMELESS_MS = 200;

/**
 * Puts an owner in a dead one's place; false when another was faster. To move a dead owner's file away and to make
 * one's own are two steps, between which others may make theirs, so it is never moved: the claim is a second file,
 * named after the dead owner, of which there can be only one at a time. Who has it looks whether the lock file is still
 * the dead owner's; if so nobody else can replace it, and the claim takes its place by one rename. A claim whose own
 * maker has died is claimed in the same way.
 */
export async function succeed(
  disk: Disk,
  path: string,
  dead: Owner | undefined,
  by: { readonly owner: Owner; readonly silence: number },
): Promise<boolean> {
  const { owner, silence } = by;
  if (!dead && !(await isSilent(disk, path, NAMELESS_MS))) return false;
  const claim = `${path}.${dead?.token ?? 'nobody'}`;
  if (!(await make(disk, claim, owner))) {
    const rival = await lookUp(disk, claim);
    if (rival === null || (rival && (await isAlive(disk, claim, rival, silence)))) return false;
    if (!(await succeed(disk, claim, rival, by))) return false;
  }
  try {
    const now = await lookUp(disk, path);
    if (now !== null && now?.token === dead?.token) {
      await disk.rename(claim, path);
      // Whoever slept too long over it may have lost the claim meanwhile.
      return (await lookUp(disk, path))?.token === owner.token;
    }
  } catch (error) {
    await withdraw(disk, claim, owner);
    if (isMissing(error)) return false;
    throw error;
  }
  await withdraw(disk, claim, owner);
  return false;
}

async function withdraw(disk: Disk, claim: string, owner: Owner): Promise<void> {
  const found = await lookUp(disk, claim).catch(() => null);
  if (found?.token === owner.token) await disk.remove(claim).catch(ignoreMissing);
}

/** Removes what dead claimants left beside a lock file. Whoever is still at it finds that there is an owner. */
export async function tidyUp(disk: Disk, path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  const names = await disk.list(dirname(path)).catch(() => []);
  for (const name of names) if (name.startsWith(prefix)) await disk.remove(join(dirname(path), name)).catch(() => {});
}
