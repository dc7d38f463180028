import type { UidRange } from './types.js';

/** Ranges in ascending order, overlapping and touching ones joined, backward ones (`9:2`) turned round. */
export function normalizeRanges(ranges: readonly UidRange[]): UidRange[] {
  const sorted = ranges
    .map(({ first, last }) => (first <= last ? { first, last } : { first: last, last: first }))
    .sort((a, b) => a.first - b.first);
  const joined: { first: number; last: number }[] = [];
  for (const range of sorted) {
    const before = joined.at(-1);
    if (before && range.first <= before.last + 1) before.last = Math.max(before.last, range.last);
    else joined.push(range);
  }
  return joined;
}

/** Ascending UIDs as ranges. */
export function rangesOf(uids: Iterable<number>): UidRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const uid of uids) {
    const before = ranges.at(-1);
    if (before && uid === before.last + 1) before.last = uid;
    else ranges.push({ first: uid, last: uid });
  }
  return ranges;
}
