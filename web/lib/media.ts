import { useSyncExternalStore } from 'react';

export const WIDE = '(min-width: 1100px)';
export const MEDIUM = '(min-width: 720px)';

/** Whether a media query holds, now and as it changes. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
}
