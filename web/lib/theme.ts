import { createStore } from './store.js';

export type Theme = 'system' | 'light' | 'dark';
const KEY = 'restante.theme';

const saved = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEY);
export const theme = createStore<Theme>(saved === 'light' || saved === 'dark' ? saved : 'system');

/** Puts the theme on the document; without one of its own the page follows the system. */
export function applyTheme(): void {
  const now = theme.get();
  if (now === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = now;
}

export const isDark = (): boolean =>
  theme.get() === 'dark' || (theme.get() === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);

/** Sets light or dark, whichever is not shown now; the system's own choice is kept as `system`. */
export function toggleTheme(): void {
  const wanted: Theme = isDark() ? 'light' : 'dark';
  const system: Theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  theme.set(wanted === system ? 'system' : wanted);
  localStorage.setItem(KEY, theme.get());
  applyTheme();
}
