import { createStore } from './store.js';

const KEY = 'restante.searches';

/** So many fit beside the inboxes. */
export const MAX_SAVED = 30;

/** The searches in a text that may have been written by anybody; none when it makes no sense. */
export function readSaved(text: string | null): readonly string[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(list)) return [];
    const searches = list.filter((each): each is string => typeof each === 'string' && each.trim() !== '');
    return [...new Set(searches)].slice(0, MAX_SAVED);
  } catch {
    return [];
  }
}

/** The searches kept in this browser, in the order in which they were saved. */
export const savedSearches = createStore<readonly string[]>(
  typeof localStorage === 'undefined' ? [] : readSaved(localStorage.getItem(KEY)),
);

/** Keeps a search, or forgets it when it is kept already. The oldest makes room. */
export function toggleSaved(query: string): void {
  // Another tab may have saved one meanwhile.
  const now = readSaved(localStorage.getItem(KEY));
  const next = now.includes(query) ? now.filter((each) => each !== query) : [...now, query].slice(-MAX_SAVED);
  localStorage.setItem(KEY, JSON.stringify(next));
  savedSearches.set(next);
}

/** Follows what other tabs of this browser save. */
export function followOtherTabs(): void {
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) savedSearches.set(readSaved(newValue));
  });
}
