import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { leaving } from '../../lib/deletion.js';
import { messagesQuery, type Place } from '../../lib/queries.js';
import { useStore } from '../../lib/store.js';
import type { MessageRowJson } from '../../lib/types.js';
import { visibleRows } from '../../lib/visible.js';

const NONE: readonly MessageRowJson[] = [];

/**
 * The rows of a place. `anchor` is the id of the newest row that the reader may see while scrolled away from the
 * top; what is newer is counted as `held`, so that nothing moves under the pointer.
 */
export function useList(place: Place, anchor: string | undefined) {
  const { data, error, isPending, refetch } = useQuery(messagesQuery(place));
  const gone = useStore(leaving);
  const all = useMemo(() => data?.pages.flatMap(({ messages }) => messages) ?? NONE, [data]);
  const kept = useMemo(() => (gone.size === 0 ? all : all.filter(({ id }) => !gone.has(id))), [all, gone]);
  const held = useMemo(() => countNewer(kept, anchor), [kept, anchor]);
  const rows = useMemo(() => (held === 0 ? kept : kept.slice(held)), [kept, held]);
  useEffect(() => visibleRows.set(rows), [rows]);
  const more = (data?.pages.at(-1)?.nextCursor ?? null) !== null;
  return { rows, held, more, total: data?.pages[0]?.total ?? null, hidden: gone.size, error, isPending, refetch };
}

function countNewer(rows: readonly MessageRowJson[], anchor: string | undefined): number {
  if (anchor === undefined) return 0;
  const at = rows.findIndex(({ id }) => id <= anchor);
  return Math.max(at, 0);
}
