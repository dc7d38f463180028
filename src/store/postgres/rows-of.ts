import { canonicalTags } from '../model/mark.js';
import { unpackRow } from '../model/packed.js';
import type { MessageRow } from '../types.js';

/** The columns of a list's row. */
export const ROW = 'm.position, m.id, m.received_at, m.size, m.tags, m.described';

export interface ListedRow {
  readonly position: number;
  readonly id: string;
  readonly received_at: number;
  readonly size: number;
  readonly tags: string;
  readonly described: string;
  readonly seen: boolean;
}

export function messageRow(row: ListedRow): MessageRow {
  const { position, id, received_at: receivedAt, size, tags, described, seen } = row;
  const { envelope, summary } = unpackRow(described);
  return { id, position, receivedAt, size, envelope, summary, tags: canonicalTags(JSON.parse(tags) as string[]), seen };
}
