import { basename, join, relative } from 'node:path';
import { StoreUnavailable } from '../errors.js';
import { inStoreWords } from '../failure.js';
import { Model } from '../model/model.js';
import { type Disk, type DiskFile, isMissing } from './disk.js';
import { compare } from './folder.js';
import { Layout } from './layout.js';
import { crc32 } from './line.js';
import { liveOwner } from './lock.js';
import type { Owner } from './owner.js';
import type { Problem } from './problems.js';
import { Quarantine } from './quarantine.js';
import { readLines } from './reader.js';
import { realDisk } from './real-disk.js';
import { type Pending, Replay } from './replay.js';
import { JsonStore } from './store.js';
import { checkFile, GONE } from './verify.js';

/** What is in a data folder, and what is wrong with it. */
export interface Report {
  readonly messages: number;
  readonly accounts: number;
  /** Raw bytes of all messages. */
  readonly bytes: number;
  readonly journalBytes: number;
  /** Who has the folder open; what it is writing at this moment may look like a problem. */
  readonly owner: Owner | null;
  /** All that does not fit, or that did not fit before it was repaired. */
  readonly problems: readonly Problem[];
  /** The folder has been put in order: everything in `problems` that could be is in `quarantine/`. */
  readonly repaired: boolean;
}

export interface CheckOptions {
  /** Puts the folder in order as a start does, and also what only reading every message shows. */
  readonly repair?: boolean;
  readonly disk?: Disk;
}

/**
 * Reads a whole data folder, every byte of every message, and names each problem. Without `repair` nothing is changed
 * and no lock taken.
 * @throws StoreUnavailable when there is no data folder, or it is to be repaired and in use
 */
export async function checkStore(dir: string, options: CheckOptions = {}): Promise<Report> {
  const { disk = realDisk, repair = false } = options;
  const layout = new Layout(dir);
  try {
    const owner = (await liveOwner(disk, layout.lock)) ?? null;
    if (!repair) return { ...(await look(disk, layout)), owner, repaired: false };
    if (owner) throw new StoreUnavailable(`${dir} is in use by process ${owner.pid} on ${owner.host}; stop it first.`);
    return { ...(await mend(disk, layout)), owner, repaired: true };
  } catch (error) {
    throw inStoreWords(error);
  }
}

type Found = Omit<Report, 'owner' | 'repaired'>;

async function look(disk: Disk, layout: Layout): Promise<Found> {
  const problems: Problem[] = [];
  const add = (kind: Problem['kind'], file: string, detail: string): void =>
    void problems.push({ kind, file, detail, quarantined: null });
  const model = new Model();
  const replay = new Replay(model, ({ kind, detail }) => add(kind, 'journal.ndjson', detail));
  const journal = await openJournal(disk, layout);
  try {
    const journalBytes = await journal.size();
    await readLines(journal, { start: 0, end: journalBytes }, (line) => replay.take(line), true);
    const tail = replay.end();
    if (tail) add('torn-tail', 'journal.ndjson', `the last ${tail.end - tail.start} bytes are an unfinished write`);
    if (!replay.epoch && journalBytes > 0) add('missing-lines', 'journal.ndjson', 'the journal has no first line');
    try {
      const { missing, orphans } = await compare(disk, layout, model, replay);
      for (const { id } of missing)
        add('missing-message', relative(layout.dir, layout.message(id)), `the bytes of message ${id} are gone`);
      for (const { id, path } of orphans)
        add('orphan', relative(layout.dir, path), `the journal does not know message ${id}`);
      const gone = new Set(missing.map(({ id }) => id));
      for (const message of model.messages.values()) {
        if (gone.has(message.id)) continue;
        const pending = replay.pending.get(message.id);
        const [path, what] = pending
          ? await checkPending(disk, layout, journal, message.id, pending)
          : [layout.message(message.id), await checkFile(disk, layout.message(message.id), message)];
        if (what) add('damaged-message', relative(layout.dir, path), `message ${message.id}: ${what}`);
      }
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      add('other', 'messages', error.message);
    }
    const { messages, accounts, bytes } = model;
    return { messages: messages.size, accounts: accounts.size, bytes, journalBytes, problems };
  } finally {
    await journal.close();
  }
}

async function mend(disk: Disk, layout: Layout): Promise<Found> {
  const before = await look(disk, layout);
  // Whoever repairs has been told that all files are gone, and wants what is left to work.
  await disk.makeDirectory(layout.messages);
  const quarantine = new Quarantine(disk, layout);
  const damaged: Problem[] = [];
  for (const problem of before.problems) {
    if (problem.kind !== 'damaged-message') continue;
    const path = join(layout.dir, problem.file);
    damaged.push({ ...problem, quarantined: await quarantine.move(path, basename(path)) });
  }
  const store = new JsonStore({ dir: layout.dir, retention: { maxMessages: 0, maxBytes: 0, maxAge: 0 } }, disk);
  await store.open();
  const { messages, accounts, bytes } = await store.stats();
  // Damaged ones are missing for the store, now that they have been moved.
  const known = ({ kind, detail }: Problem): boolean =>
    kind === 'missing-message' && damaged.some((each) => idIn(each) === idIn({ detail }));
  const problems = [...damaged, ...store.problems.filter((problem) => !known(problem))];
  if (problems.some(({ file }) => file === 'journal.ndjson')) await store.compactNow();
  await store.close();
  const { journalBytes } = before;
  return { messages, accounts, bytes, journalBytes, problems };
}

/** The message that a problem is about. */
const idIn = ({ detail }: Pick<Problem, 'detail'>): string | undefined => /message (\S{36})/.exec(detail)?.[1];

async function openJournal(disk: Disk, layout: Layout): Promise<DiskFile> {
  try {
    return await disk.open(layout.journal, 'read');
  } catch (error) {
    if (isMissing(error)) throw new StoreUnavailable(`There is no data folder at ${layout.dir}: no journal.ndjson.`);
    throw error;
  }
}

/**
 * A message that came since the last checkpoint: it is safe in the journal, or in `tmp/` or in its place. Gives the file
 * and what is wrong with it.
 */
async function checkPending(
  disk: Disk,
  layout: Layout,
  journal: DiskFile,
  id: string,
  pending: Pending,
): Promise<[path: string, what: string | undefined]> {
  const { size, sum } = pending;
  if ('file' in pending) {
    const expected = { size, bytes: sum };
    const places = [layout.message(id), layout.temporary(pending.file)] as const;
    const found = await Promise.all(places.map((path) => checkFile(disk, path, expected)));
    if (found.includes(undefined)) return [places[0], undefined];
    return found[0] === GONE ? [places[1], found[1]] : [places[0], found[0]];
  }
  const text = Buffer.alloc(pending.length);
  await journal.read(text, pending.offset);
  const bytes = Buffer.from(text.toString('latin1'), 'base64');
  const same = bytes.length === size && crc32(bytes) === sum;
  return [layout.journal, same ? undefined : 'its bytes in the journal are not what came'];
}
