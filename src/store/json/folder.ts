import { join } from 'node:path';
import { StoreUnavailable } from '../errors.js';
import type { Model } from '../model/model.js';
import type { MessageRecord } from '../model/records.js';
import { type Disk, isMissing } from './disk.js';
import { idOfFile, type Layout, SHARD, shardOf } from './layout.js';
import type { Pending } from './replay.js';

/** Directories that are listed at one time: as many as Node has threads for files. */
const LIST_HANDS = 4;

/** How the files of a folder compare with its journal. */
export interface Findings {
  /** Messages without a file, which are not in the journal either. */
  readonly missing: readonly MessageRecord[];
  /** Files of messages that were deleted. */
  readonly leftovers: readonly string[];
  /** Files of messages that the journal does not know. */
  readonly orphans: readonly { readonly id: string; readonly path: string }[];
  /** Names in `tmp/` that no message of the journal has. */
  readonly strays: readonly string[];
}

/**
 * Compares names only: the bytes are looked at when somebody reads them, or by `checkStore`.
 * @throws StoreUnavailable when all files are gone at once: a mount that is not there, and nothing to throw messages away for
 */
export async function compare(
  disk: Disk,
  layout: Layout,
  model: Model,
  known: { pending: ReadonlyMap<string, Pending>; gone: ReadonlySet<string> },
): Promise<Findings> {
  const { pending, gone } = known;
  const found = new Set<string>();
  const leftovers: string[] = [];
  const orphans: { id: string; path: string }[] = [];
  const shards = await namesIn(disk, layout.messages);
  if (!shards && model.messages.size > pending.size)
    throw new StoreUnavailable(
      `${layout.messages} is missing, but the journal knows ${model.messages.size} messages: is its volume mounted?`,
    );
  const look = (shard: string, name: string): void => {
    const id = idOfFile(name);
    if (id === undefined) return;
    if (model.messages.has(id) && shardOf(id) === shard) {
      found.add(id);
      return;
    }
    const path = join(layout.messages, shard, name);
    if (gone.has(id)) leftovers.push(path);
    else orphans.push({ id, path });
  };
  const toList = (shards ?? []).filter((shard) => SHARD.test(shard));
  const hand = async (): Promise<void> => {
    for (let shard = toList.pop(); shard; shard = toList.pop())
      for (const name of await disk.list(layout.directory(shard))) look(shard, name);
  };
  // While one's names are looked at, the next are on their way.
  await Promise.all(Array.from({ length: LIST_HANDS }, hand));
  const awaited = new Set<string>();
  for (const each of pending.values()) if ('file' in each) awaited.add(each.file);
  const temporary = new Set((await namesIn(disk, layout.tmp)) ?? []);
  const missing: MessageRecord[] = [];
  for (const message of model.messages.values()) {
    if (found.has(message.id)) continue;
    const source = pending.get(message.id);
    if (!source || ('file' in source && !temporary.has(source.file))) missing.push(message);
  }
  return { missing, leftovers, orphans, strays: [...temporary].filter((name) => !awaited.has(name)) };
}

async function namesIn(disk: Disk, path: string): Promise<string[] | undefined> {
  try {
    return await disk.list(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
