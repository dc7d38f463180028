import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { startLive } from '../lib/live.js';
import { infoQuery, messagesQuery } from '../lib/queries.js';
import { useRoute } from '../lib/router.js';

/** Opens the live connection from the cursor of the first list. */
export function useLive(): void {
  const { query, inbox } = useRoute();
  const list = useQuery(messagesQuery({ query, inbox }));
  const info = useQuery(infoQuery);
  const since = list.data?.pages[0]?.cursor;
  const waiting = list.isPending && !list.isError;
  const other = info.data?.cursor;
  useEffect(() => {
    // A search that is wrong has no list; then the server's own cursor has to do.
    const from = since ?? (waiting ? undefined : other);
    if (from !== undefined) void startLive(from);
  }, [since, waiting, other]);
}
