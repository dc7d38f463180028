import { getJson, search } from './api.js';
import { applyEvents, insertRows, type LoadedList } from './list-cache.js';
import { eventLog } from './live-log.js';
import { infoQuery, type Place, queryClient } from './queries.js';
import { createThrottle } from './throttle.js';
import type { InfoJson, LiveEvent, MessageJson, MessagePageJson } from './types.js';

/** Counts of accounts are asked for again at most so often, milliseconds. */
const COUNTS_PAUSE = 1000;
/** … and a live search, which costs the server more. */
const SEARCH_PAUSE = 300;

const SORTED = /\bsort:/i;

const refreshCounts = createThrottle(COUNTS_PAUSE, () => {
  void queryClient.invalidateQueries({ queryKey: ['accounts'] });
  void queryClient.invalidateQueries({ queryKey: infoQuery.queryKey });
});
const refreshSearches = createThrottle(SEARCH_PAUSE, () => void searchAgain());

const lists = () =>
  queryClient
    .getQueryCache()
    .findAll({ queryKey: ['messages'] })
    .map((query) => ({
      query,
      place: query.queryKey[1] as Place,
    }));

/** Brings all that is loaded up to date with a batch of events: one cache write for each list. */
export function takeEvents(events: LiveEvent[]): void {
  for (const { query, place } of lists()) {
    // A search that nobody looks at is asked anew when it is looked at again.
    if (place.query && !query.isActive()) queryClient.removeQueries({ queryKey: query.queryKey, exact: true });
    else queryClient.setQueryData<LoadedList>(query.queryKey, (list) => list && applyEvents(list, events, place));
  }
  takeInfo(events);
  takeMessages(events);
  if (events.some(({ type }) => type === 'message')) refreshSearches();
  refreshCounts();
}

function takeInfo(events: readonly LiveEvent[]): void {
  let arrived = 0;
  let unseen = 0;
  let gone = 0;
  for (const event of events) {
    if (event.type === 'deleted') gone += event.ids.length;
    if (event.type !== 'message') continue;
    arrived += 1;
    if (!event.message.seen) unseen += 1;
  }
  if (arrived === 0 && gone === 0) return;
  queryClient.setQueryData<InfoJson>(infoQuery.queryKey, (info) => {
    if (!info) return info;
    const messages = Math.max(0, info.store.messages + arrived - gone);
    return { ...info, store: { ...info.store, messages, unseen: Math.min(messages, info.store.unseen + unseen) } };
  });
}

function takeMessages(events: readonly LiveEvent[]): void {
  for (const event of events) {
    if (event.type !== 'updated') continue;
    for (const { id, seen, tags } of event.messages) {
      queryClient.setQueryData<MessageJson>(['message', id], (message) => message && { ...message, seen, tags });
    }
  }
}

/** Asks the server which of the new mail the searches on the screen match, after what they already know. */
async function searchAgain(): Promise<void> {
  for (const { query, place } of lists()) {
    if (!place.query || !query.isActive()) continue;
    const list = query.state.data as LoadedList | undefined;
    const since = list?.pages[0]?.cursor;
    if (!since) continue;
    if (SORTED.test(place.query)) {
      // Where new mail belongs in another order only the server knows.
      await queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true });
      continue;
    }
    const path = `api/messages${search({ query: place.query, account: place.inbox, limit: 500, since })}`;
    const mark = eventLog.mark();
    try {
      const page = await getJson<MessagePageJson>(path);
      if (page.nextCursor !== null) {
        await queryClient.resetQueries({ queryKey: query.queryKey, exact: true });
        continue;
      }
      queryClient.setQueryData<LoadedList>(query.queryKey, (now) => now && merge(now, page, place, mark));
    } catch {
      // The line is down or the query is wrong: both are shown elsewhere, and the next arrival asks again.
    }
  }
}

function merge(list: LoadedList, page: MessagePageJson, place: Place, mark: number): LoadedList {
  const merged = applyEvents(insertRows(list, page.messages), eventLog.since(mark), place);
  const [first, ...others] = merged.pages;
  return first ? { pages: [{ ...first, cursor: page.cursor }, ...others] } : merged;
}

/** What came in between is not known: everything is loaded again. */
export const resync = (): void => void queryClient.invalidateQueries();
