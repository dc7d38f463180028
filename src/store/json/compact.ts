import { SCAN_SLICE_MS } from '../limits.js';
import type { Model } from '../model/model.js';
import { pause } from '../model/search.js';
import { Copier } from './copier.js';
import type { Disk, DiskFile } from './disk.js';
import type { Journal } from './journal.js';
import type { Layout } from './layout.js';
import { Replay } from './replay.js';
import { type Kept, messageLine, preamble } from './snapshot.js';
import type { Writer } from './writer.js';

/** Bytes of one step of copying, and what may be left to copy while nobody can write. */
const STEP = 256 * 1024;

export interface CompactionParts {
  readonly disk: Disk;
  readonly layout: Layout;
  readonly journal: Journal;
  readonly writer: Writer;
  readonly model: Model;
  readonly epoch: string;
  /**
   * Resolves when the journal may go: what was deleted is gone from the disk too, for good, and nobody takes bytes out
   * of the journal any more that an earlier process left in it.
   */
  readonly detach: () => Promise<void>;
  /** Throws when the store is being closed. */
  readonly check: () => unknown;
}

/**
 * Rewrites the journal to what is still true, while service goes on: the journal up to now is run again, gently, in a
 * model of its own, and written as a snapshot; then what came meanwhile is copied behind it, and the new file takes
 * the old one's place by one rename. A crash or an error at any point leaves one of the two, complete. Messages whose
 * files are not safe yet take their bytes along: making thousands of files safe costs more, and many are soon deleted.
 */
export async function compact(parts: CompactionParts): Promise<void> {
  const { disk, layout, journal, writer } = parts;
  const { end, expected } = await writer.exclusive(async () => ({ end: journal.size, expected: digest(parts.model) }));
  await parts.detach();
  const replay = new Replay();
  await journal.readLines(
    0,
    end,
    (line) => {
      parts.check();
      replay.take(line);
    },
    true,
  );
  const got = digest(replay.model);
  if (got !== expected) throw new Error(`The journal gives ${got} where the store has ${expected}.`);
  const file = await disk.open(layout.newJournal, 'replace');
  try {
    const size = await writeSnapshot(file, replay, parts);
    let copied = end;
    while (journal.size - copied > STEP) copied = await copyStep(journal, file, copied, size + copied - end);
    await writer.exclusive(async () => {
      parts.check();
      while (copied < journal.size) copied = await copyStep(journal, file, copied, size + copied - end);
      await file.sync();
      await journal.replaceBy(layout.newJournal, file, size + copied - end);
    });
  } catch (error) {
    if (!journal.owns(file)) {
      await file.close().catch(() => {});
      await disk.remove(layout.newJournal).catch(() => {});
    }
    throw error;
  }
}

/** What two models have in common if they are the same. */
function digest(model: Model): string {
  const { position, messages, accounts, mailboxes, bytes, cost, unseen, lastUidValidity } = model;
  return JSON.stringify({
    position,
    messages: messages.size,
    accounts: accounts.size,
    mailboxes: mailboxes.size,
    bytes,
    cost,
    unseen,
    lastUidValidity,
  });
}

async function writeSnapshot(file: DiskFile, replay: Replay, parts: CompactionParts): Promise<number> {
  const { model, lastId, pending } = replay;
  const copier = new Copier(parts.journal);
  let size = 0;
  let lines: Buffer[] = [];
  let gathered = 0;
  let since = performance.now();
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(lines);
    lines = [];
    gathered = 0;
    await file.write(bytes, size);
    size += bytes.length;
  };
  const add = async (line: Buffer): Promise<void> => {
    parts.check();
    lines.push(line);
    gathered += line.length;
    if (gathered >= STEP) await flush();
    if (performance.now() - since > SCAN_SLICE_MS) {
      await pause();
      since = performance.now();
    }
  };
  for (const line of preamble(model, parts.epoch, lastId)) await add(line);
  for (const message of model.arrivals.ascend()) {
    const source = pending.get(message.id);
    let kept: Kept | undefined;
    if (source) kept = 'file' in source ? source : { raw: await copier.text(source.offset, source.length) };
    await add(messageLine(model, message, kept));
  }
  await flush();
  return size;
}

async function copyStep(journal: Journal, file: DiskFile, from: number, to: number): Promise<number> {
  const bytes = await journal.read(from, Math.min(STEP, journal.size - from));
  await file.write(bytes, to);
  return from + bytes.length;
}
