import { relative } from 'node:path';
import { BULK_SLICE } from '../limits.js';
import type { CommandOf, Op } from '../model/command.js';
import type { Model } from '../model/model.js';
import { messageState } from '../model/restore.js';
import { described, detailsOf } from '../model/views.js';
import type { Source } from './commands.js';
import { type Disk, ignoreMissing } from './disk.js';
import { compare, type Findings } from './folder.js';
import type { InJournal } from './fresh.js';
import type { Journal } from './journal.js';
import type { Layout } from './layout.js';
import { LEAP } from './limits.js';
import { sealObject } from './line.js';
import type { Problem } from './problems.js';
import { Quarantine } from './quarantine.js';
import { type Damage, type Pending, Replay } from './replay.js';
import { journalHead } from './snapshot.js';

export interface Started {
  readonly epoch: string;
  readonly lastId: string;
  readonly problems: readonly Problem[];
  /** Some of the journal is no good and should be written anew. */
  readonly damaged: boolean;
  /** Messages whose files are to be made, or to be made safe. */
  readonly fresh: readonly { readonly id: string; readonly position: number; readonly source: Source | InJournal }[];
  /** To be written and run before anything else. */
  readonly mending: readonly CommandOf<Op>[];
}

/** Reads a folder into an empty model and puts it in order. Every problem is named, and what does not fit put aside. */
export async function startUp(parts: {
  disk: Disk;
  layout: Layout;
  journal: Journal;
  model: Model;
  /** For a new journal. */
  epoch: string;
}): Promise<Started> {
  const { disk, layout, journal, model } = parts;
  const quarantine = new Quarantine(disk, layout);
  const problems: Problem[] = [];
  await disk.remove(layout.newJournal).catch(ignoreMissing);
  const damages: Damage[] = [];
  const replay = new Replay(model, (damage) => damages.push(damage));
  await journal.readLines(0, journal.size, (line) => replay.take(line), false);
  for (const { kind, start, end, detail } of damages) {
    const quarantined = end > start ? await quarantine.copy(journal, start, end) : null;
    problems.push({ kind, file: 'journal.ndjson', detail, quarantined });
  }
  const tail = replay.end();
  if (tail) {
    const quarantined = await quarantine.copy(journal, tail.start, tail.end);
    const detail = `the journal's last ${tail.end - tail.start} bytes are an unfinished write and have been cut off`;
    if (quarantined) problems.push({ kind: 'torn-tail', file: 'journal.ndjson', detail, quarantined });
    await journal.cut(tail.start);
  }
  const epoch = replay.epoch ?? parts.epoch;
  const headless = journal.size > 0 && replay.epoch === null;
  if (journal.size === 0) await journal.commit(sealObject(journalHead(model, epoch, replay.lastId)));
  if (headless) {
    const detail = 'the journal has no first line; cursors from before do not work any more';
    problems.push({ kind: 'missing-lines', file: 'journal.ndjson', detail, quarantined: null });
    replay.broken = true;
  }
  const findings = await compare(disk, layout, model, replay);
  await disk.makeDirectory(layout.messages);
  // The journal's name, and those of the directories.
  await journal.syncName();
  await putAside(disk, layout, quarantine, findings, problems);
  const mending: CommandOf<Op>[] = [];
  if (replay.broken) mending.push({ op: 'leap', by: LEAP });
  const lost: string[] = [];
  for (const message of findings.missing) {
    const { id } = message;
    const record = { ...messageState(message), ...described(model, message), ...detailsOf(model, message) };
    const quarantined = await quarantine.write(`${id}.json`, Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
    const file = relative(layout.dir, layout.message(id));
    problems.push({ kind: 'missing-message', file, detail: `the bytes of message ${id} are gone`, quarantined });
    lost.push(id);
  }
  for (let at = 0; at < lost.length; at += BULK_SLICE)
    mending.push({ op: 'delete', ids: lost.slice(at, at + BULK_SLICE), reason: 'request' });
  const gone = new Set(lost);
  const fresh: { id: string; position: number; source: Source | InJournal }[] = [];
  for (const [id, pending] of replay.pending)
    if (!gone.has(id)) fresh.push({ id, position: pending.position, source: sourceOf(journal, pending) });
  const damaged = damages.length > 0 || headless;
  return { epoch, lastId: replay.lastId, problems, damaged, fresh, mending };
}

/** A compaction moves the lines, but not before the files of all messages in them are made. */
function sourceOf(journal: Journal, pending: Pending): Source | InJournal {
  if ('file' in pending) return { file: pending.file, sum: pending.sum };
  const { offset, length } = pending;
  return { read: async () => Buffer.from((await journal.read(offset, length)).toString('latin1'), 'base64') };
}

async function putAside(
  disk: Disk,
  layout: Layout,
  quarantine: Quarantine,
  { leftovers, orphans, strays }: Findings,
  problems: Problem[],
): Promise<void> {
  // Of deleted messages, and of messages that never arrived: nobody misses them.
  for (const path of leftovers) await disk.remove(path).catch(ignoreMissing);
  for (const name of strays) await disk.remove(layout.temporary(name)).catch(ignoreMissing);
  for (const { id, path } of orphans) {
    const quarantined = await quarantine.move(path, `${id}.eml`);
    const detail = `the journal does not know message ${id}`;
    problems.push({ kind: 'orphan', file: relative(layout.dir, path), detail, quarantined });
  }
}
