import { join } from 'node:path';
import type { Model } from '../model/model.js';
import type { MessageRecord } from '../model/records.js';
import { type Disk, type DiskFile, isMissing } from './disk.js';
import type { Journal } from './journal.js';
import { idOfFile, type Layout, SHARD } from './layout.js';
import { READ_BYTES } from './limits.js';
import { crc32 } from './line.js';
import { Replay } from './replay.js';
import type { Shelf } from './shelf.js';
import { snapshot } from './snapshot.js';

/** Runs the journal again and names what comes out otherwise than it is in the model. */
export async function verifyJournal(journal: Journal, model: Model): Promise<string[]> {
  const complaints: string[] = [];
  const damages: string[] = [];
  const replay = new Replay(undefined, ({ detail }) => damages.push(detail));
  await journal.readLines(0, journal.size, (line) => replay.take(line), true);
  // Damage behind which the counters have moved on was seen at the start, and is there until the next compaction.
  if (replay.broken) complaints.push(...damages);
  if (replay.end()) complaints.push('the journal ends in an unfinished line');
  const again = snapshot(replay.model, '', '');
  for (const line of snapshot(model, '', '')) {
    const { value } = again.next();
    if (value && line.equals(value)) continue;
    complaints.push(`the journal gives ${value?.toString().slice(0, 500)} for ${line.toString().slice(0, 500)}`);
    break;
  }
  return complaints;
}

/** Reads all messages, and names those whose bytes are not what came, and files that belong to none. */
export async function verifyFiles(
  disk: Disk,
  layout: Layout,
  model: Model,
  shelf: Pick<Shelf, 'held' | 'path'>,
): Promise<string[]> {
  const complaints: string[] = [];
  for (const message of model.messages.values()) {
    const bytes = await shelf.held(message.id);
    const what = bytes ? compareBytes(bytes, message) : await checkFile(disk, shelf.path(message.id), message);
    if (what) complaints.push(`message ${message.id}: ${what}`);
  }
  for (const shard of await disk.list(layout.messages).catch(() => [])) {
    if (!SHARD.test(shard)) continue;
    for (const name of await disk.list(join(layout.messages, shard))) {
      const id = idOfFile(name);
      if (id !== undefined && !model.messages.has(id)) complaints.push(`${shard}/${name} is of no message`);
    }
  }
  return complaints;
}

const compareBytes = (bytes: Buffer, { size, bytes: sum }: MessageRecord): string | undefined =>
  bytes.length === size && crc32(bytes) === sum ? undefined : 'the bytes in memory are not what came';

/** What `checkFile` says of a file that is not there. */
export const GONE = 'its file is gone';

/** Reads a message's file; says in words what is wrong with it. */
export async function checkFile(
  disk: Disk,
  path: string,
  { size, bytes: sum }: { readonly size: number; readonly bytes: unknown },
): Promise<string | undefined> {
  let file: DiskFile;
  try {
    file = await disk.open(path, 'read');
  } catch (error) {
    if (isMissing(error)) return GONE;
    throw error;
  }
  try {
    const actual = await file.size();
    if (actual !== size) return `its file has ${actual} bytes, should have ${size}`;
    const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, size));
    let got = 0;
    for (let at = 0; at < size; ) {
      const length = await file.read(chunk, at);
      if (length === 0) return `its file ends at ${at}`;
      got = crc32(chunk.subarray(0, length), got);
      at += length;
    }
    return got === sum ? undefined : 'its file does not have the bytes that came';
  } finally {
    await file.close();
  }
}
