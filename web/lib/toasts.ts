import { createStore } from './store.js';

export interface Toast {
  readonly id: string;
  readonly text: string;
  readonly tone?: 'plain' | 'bad';
  readonly action?: { readonly label: string; run(): void };
}

export const toasts = createStore<readonly Toast[]>([]);

/** Shows a line at the foot of the page; one with the same id takes its place. `time` in milliseconds, 0 stays. */
export function showToast(toast: Toast, time = 4000): void {
  toasts.set((now) => [...now.filter(({ id }) => id !== toast.id), toast]);
  if (time > 0) setTimeout(() => toasts.set((now) => now.filter((other) => other !== toast)), time);
}

export const hideToast = (id: string): void => toasts.set((now) => now.filter((toast) => toast.id !== id));
