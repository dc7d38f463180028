import type { MouseEvent } from 'react';
import { href, navigate, type Route } from './router.js';

/** Properties of an `<a>` inside the page: a real address for new tabs, no reload for a plain click. */
export function link(change: Partial<Route>) {
  return {
    href: href(change),
    onClick(event: MouseEvent) {
      if (event.defaultPrevented || event.button !== 0) return;
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      navigate(change);
    },
  };
}
