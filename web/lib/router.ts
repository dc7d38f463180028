import { basePath } from './base.js';
import { createStore, useStore } from './store.js';

export const TABS = ['html', 'text', 'headers', 'source', 'structure', 'journey', 'session'] as const;
export type Tab = (typeof TABS)[number];

/** Every state of the page that has an address. */
export interface Route {
  readonly page: 'mail' | 'sessions' | 'queue' | 'setup' | 'why';
  /** The open message, session or item of the queue; of `why` the address that is asked about. */
  readonly id?: string;
  /** Undefined: the best one for the message. */
  readonly tab?: Tab;
  readonly query: string;
  readonly inbox: string;
  /** How far back `why` looks, a duration; undefined or empty: all that is known. */
  readonly since?: string;
}

/** Reads an address below the base path; what it does not know is the mail list. */
export function parseRoute(path: string, queryString: string): Route {
  const params = new URLSearchParams(queryString);
  const [first, second, third] = path.split('/').map(decode);
  const place = { query: params.get('q') ?? '', inbox: params.get('inbox') ?? '' };
  if (first === 'm' && second) return { page: 'mail', id: second, tab: TABS.find((tab) => tab === third), ...place };
  if (first === 'sessions') return { page: 'sessions', id: second || undefined, ...place };
  if (first === 'queue') return { page: 'queue', id: second || undefined, ...place };
  if (first === 'why') return { page: 'why', id: second || undefined, since: params.get('since') ?? '', ...place };
  if (first === 'setup') return { page: 'setup', ...place };
  return { page: 'mail', ...place };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The address of a state, below the base path: `m/0198…/headers?q=is%3Aunread`. */
export function printRoute(route: Route): string {
  const params = new URLSearchParams();
  if (route.query) params.set('q', route.query);
  if (route.inbox) params.set('inbox', route.inbox);
  if (route.page === 'why' && route.since) params.set('since', route.since);
  const text = params.toString();
  return pathOf(route) + (text && `?${text}`);
}

function pathOf({ page, id, tab }: Route): string {
  const name = id === undefined ? '' : encodeURIComponent(id);
  if (page === 'mail') return id ? `m/${name}${tab ? `/${tab}` : ''}` : '';
  return (page === 'sessions' || page === 'queue' || page === 'why') && id ? `${page}/${name}` : page;
}

const read = (): Route => parseRoute(location.pathname.slice(basePath.length), location.search);
const current = createStore<Route>(typeof location === 'undefined' ? { page: 'mail', query: '', inbox: '' } : read());
if (typeof addEventListener === 'function') addEventListener('popstate', () => current.set(read()));

export const useRoute = (): Route => useStore(current);
export const getRoute = (): Route => current.get();

/** The state that a change leads to, seen from the present one. */
export const routeTo = (change: Partial<Route>): Route => ({ ...current.get(), ...change });
export const href = (change: Partial<Route>): string => basePath + printRoute(routeTo(change));

/** Goes there; `replace` leaves no step for Back. */
export function navigate(change: Partial<Route>, options: { replace?: boolean } = {}): void {
  const next = routeTo(change);
  const address = basePath + printRoute(next);
  if (address === location.pathname + location.search) return;
  if (options.replace) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  current.set(next);
}
