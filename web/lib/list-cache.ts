import type { LiveEvent, MessagePageJson, MessageRowJson } from './types.js';

/** A list as far as it was loaded: pages newest first, each message once, ids descending. */
export interface LoadedList {
  readonly pages: readonly MessagePageJson[];
}

/** Which arrivals belong to a list: all, those of one account, or none (a search asks the server instead). */
export type Admission = { readonly inbox: string; readonly query: string };

const admits = ({ inbox, query }: Admission, event: Extract<LiveEvent, { type: 'message' }>): boolean =>
  query === '' && (inbox === '' || event.accounts.includes(inbox));

/**
 * Applies live events to a loaded list, in order. Safe to do twice with the same events, and with events older than
 * the list; returns the same object when nothing changed.
 */
export function applyEvents(list: LoadedList, events: readonly LiveEvent[], admission: Admission): LoadedList {
  const gone = new Set<string>();
  const changed = new Map<string, { seen: boolean; tags: string[] }>();
  const arrived: MessageRowJson[] = [];
  for (const event of events) {
    const removes = event.type === 'deleted' || (event.type === 'left' && event.account === admission.inbox);
    if (removes) for (const id of event.ids) gone.add(id);
    else if (event.type === 'updated') for (const { id, seen, tags } of event.messages) changed.set(id, { seen, tags });
    else if (event.type === 'message' && admits(admission, event)) arrived.push(event.message);
  }
  const added = insertRows(
    list,
    arrived.filter(({ id }) => !gone.has(id)),
  );
  return changeRows(removeRows(added, gone), changed);
}

/** Adds rows at their places, passing over those that are there; rows older than the loaded part are left to paging. */
export function insertRows(list: LoadedList, rows: readonly MessageRowJson[]): LoadedList {
  const [first, ...others] = list.pages;
  if (!first || rows.length === 0) return list;
  const fresh = rows.filter((row) => isNew(list, row));
  if (fresh.length === 0) return list;
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const messages = [...byId.values(), ...first.messages].sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
  const total = first.total === null ? null : first.total + byId.size;
  return { ...list, pages: [{ ...first, messages, total }, ...others] };
}

function isNew(list: LoadedList, row: MessageRowJson): boolean {
  const top = list.pages[0]?.messages[0];
  if (!top || row.id > top.id) return true;
  const last = list.pages.findLast((page) => page.messages.length > 0)?.messages.at(-1);
  const complete = list.pages.at(-1)?.nextCursor === null;
  if (last && row.id < last.id && !complete) return false;
  return !list.pages.some((page) => page.messages.some(({ id }) => id === row.id));
}

export function removeRows(list: LoadedList, ids: ReadonlySet<string>): LoadedList {
  if (ids.size === 0) return list;
  let removed = 0;
  const pages = list.pages.map((page) => {
    const messages = page.messages.filter(({ id }) => !ids.has(id));
    if (messages.length === page.messages.length) return page;
    removed += page.messages.length - messages.length;
    return { ...page, messages };
  });
  if (removed === 0) return list;
  const total = list.pages[0]?.total ?? null;
  if (pages[0] && total !== null) pages[0] = { ...pages[0], total: Math.max(0, total - removed) };
  return { ...list, pages };
}

export function changeRows(
  list: LoadedList,
  changes: ReadonlyMap<string, { seen?: boolean; tags?: string[] }>,
): LoadedList {
  if (changes.size === 0) return list;
  let any = false;
  const pages = list.pages.map((page) => {
    if (!page.messages.some(({ id }) => changes.has(id))) return page;
    any = true;
    return { ...page, messages: page.messages.map((row) => ({ ...row, ...changes.get(row.id) })) };
  });
  return any ? { ...list, pages } : list;
}

/** Adds the next older page. Rows that are there already (the list was loaded anew meanwhile) are passed over. */
export function appendPage(list: LoadedList, page: MessagePageJson, after: string): LoadedList {
  if (list.pages.at(-1)?.nextCursor !== after) return list;
  return { pages: [...list.pages, page] };
}
