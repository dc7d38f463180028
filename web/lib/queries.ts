import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { ApiError, getJson, search } from './api.js';
import { appendPage, applyEvents, type LoadedList } from './list-cache.js';
import { eventLog } from './live-log.js';
import type {
  AccountPageJson,
  HeaderFieldJson,
  InfoJson,
  JourneyJson,
  MessageJson,
  MessagePageJson,
  QueueItemJson,
  RelayStatusJson,
  RoutesJson,
  SessionDetailJson,
  SessionPageJson,
  StructureJson,
  TranscriptLineJson,
  WhyJson,
} from './types.js';

/** Rows of one page of the list, and the most that one request may bring. */
const PAGE_ROWS = 100;
const MOST_ROWS = 500;

export interface Place {
  readonly query: string;
  readonly inbox: string;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Live events keep the data fresh.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      networkMode: 'always',
      retry: (failures, error) => !(error instanceof ApiError) && failures < 2,
      retryDelay: 500,
    },
  },
});

const listPath = ({ query, inbox }: Place, limit: number, cursor?: string): string =>
  `api/messages${search({ query, account: inbox, limit, cursor })}`;

/**
 * The list of a place: its beginning, as long as what was loaded before. What arrives while the answer is on its way
 * is in the event log and applied to it. (An infinite query would overwrite what events did while a page loads.)
 */
export const messagesQuery = (place: Place) =>
  queryOptions({
    queryKey: ['messages', place],
    queryFn: async ({ signal, queryKey }): Promise<LoadedList> => {
      const before = queryClient.getQueryData<LoadedList>(queryKey)?.pages.length ?? 1;
      const mark = eventLog.mark();
      const limit = Math.min(MOST_ROWS, before * PAGE_ROWS);
      const page = await getJson<MessagePageJson>(listPath(place, limit), signal);
      return applyEvents({ pages: [page] }, eventLog.since(mark), place);
    },
  });

const loading = new Set<string>();

/** Loads the next older page of a list, unless it is complete or a page is on its way. Rejects when that fails. */
export async function loadMore(place: Place): Promise<void> {
  const { queryKey } = messagesQuery(place);
  const after = queryClient.getQueryData<LoadedList>(queryKey)?.pages.at(-1)?.nextCursor;
  const name = JSON.stringify(place);
  if (!after || loading.has(name)) return;
  loading.add(name);
  try {
    const mark = eventLog.mark();
    const page = await getJson<MessagePageJson>(listPath(place, PAGE_ROWS * 2, after));
    queryClient.setQueryData<LoadedList>(queryKey, (list) => {
      const longer = list && appendPage(list, page, after);
      // Deletions and changes that came while the page was on its way; arrivals are at the other end.
      return longer && applyEvents(longer, eventLog.since(mark), { ...place, query: 'older' });
    });
  } finally {
    loading.delete(name);
  }
}

export const messageQuery = (id: string) =>
  queryOptions({
    queryKey: ['message', id],
    queryFn: ({ signal }) => getJson<MessageJson>(`api/messages/${encodeURIComponent(id)}`, signal),
    // Bodies can be large: few are kept.
    gcTime: 60_000,
  });

const resource = <T>(id: string, name: string) =>
  queryOptions({
    queryKey: ['message', id, name],
    queryFn: ({ signal }) => getJson<T>(`api/messages/${encodeURIComponent(id)}/${name}`, signal),
    gcTime: 60_000,
  });

export const headersQuery = (id: string) => resource<{ headers: HeaderFieldJson[] }>(id, 'headers');
export const structureQuery = (id: string) => resource<StructureJson>(id, 'structure');
export const transcriptQuery = (id: string) =>
  resource<{ session: string | null; lines: TranscriptLineJson[] }>(id, 'transcript');

/** What happens to a message is told by no event: it is asked for again while somebody looks. */
export const journeyQuery = (id: string) =>
  queryOptions({ ...resource<JourneyJson>(id, 'journey'), staleTime: 0, refetchInterval: 3000 });

export const whyQuery = (to: string, since: string) =>
  queryOptions({
    queryKey: ['why', to, since],
    queryFn: ({ signal }) => getJson<WhyJson>(`api/why${search({ to, since })}`, signal),
    staleTime: 0,
    gcTime: 60_000,
    refetchInterval: 5000,
  });

/** Where a message would go, and to whom it may be released. */
export const routesQuery = (id: string) => queryOptions({ ...resource<RoutesJson>(id, 'routes'), staleTime: 0 });

/** Whether mail can leave. Others may set it, so it is asked for again. */
export const relayQuery = queryOptions({
  queryKey: ['relay'],
  queryFn: ({ signal }) => getJson<RelayStatusJson>('api/relay', signal),
  staleTime: 5000,
  refetchInterval: 15_000,
});

interface QueuePage {
  readonly items: QueueItemJson[];
  readonly nextCursor: string | null;
}

export const queueQuery = (open: boolean) =>
  infiniteQueryOptions({
    queryKey: ['queue', open],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      getJson<QueuePage>(`api/queue${search({ open, limit: 100, cursor: pageParam })}`, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
    refetchInterval: 2000,
  });

export const queueItemQuery = (id: string) =>
  queryOptions({
    queryKey: ['queue-item', id],
    queryFn: ({ signal }) => getJson<QueueItemJson>(`api/queue/${encodeURIComponent(id)}`, signal),
    staleTime: 0,
    refetchInterval: 2000,
  });

export const infoQuery = queryOptions({
  queryKey: ['info'],
  queryFn: ({ signal }) => getJson<InfoJson>('api/info', signal),
});

export const accountsQuery = (contains: string) =>
  infiniteQueryOptions({
    queryKey: ['accounts', contains],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      getJson<AccountPageJson>(`api/accounts${search({ contains, limit: 200, after: pageParam })}`, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: (before) => before,
  });

export const sessionsQuery = (outcome: string) =>
  infiniteQueryOptions({
    queryKey: ['sessions', outcome],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      getJson<SessionPageJson>(`api/sessions${search({ outcome, limit: 100, before: pageParam })}`, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
    refetchInterval: 3000,
  });

export const sessionQuery = (id: string) =>
  queryOptions({
    queryKey: ['session', id],
    queryFn: ({ signal }) => getJson<SessionDetailJson>(`api/sessions/${encodeURIComponent(id)}`, signal),
    staleTime: 0,
    refetchInterval: (query) => (query.state.data?.endedAt === null ? 1500 : false),
  });
