import type { LinkJson } from './types.js';

const OPENS = /^(https?|mailto|tel):/i;

/** Whether a link of a mail may be opened from our page: never `javascript:` and the like. */
export const mayOpen = (url: string): boolean => OPENS.test(url.trim());

const RANK = { button: 0, link: 1, image: 2, unsubscribe: 3 } as const;

/** The links one looks for: buttons before words before pictures, each address once, unsubscribing last. */
export function mainLinks(links: readonly LinkJson[]): LinkJson[] {
  const byUrl = new Map<string, LinkJson>();
  for (const link of links) {
    const before = byUrl.get(link.url);
    if (mayOpen(link.url) && (!before || RANK[link.kind] < RANK[before.kind])) byUrl.set(link.url, link);
  }
  return [...byUrl.values()].sort((a, b) => RANK[a.kind] - RANK[b.kind]);
}

/** Opens a link of a mail in a tab that knows nothing of this page. */
export function openLink(url: string): void {
  if (mayOpen(url)) window.open(url, '_blank', 'noopener,noreferrer');
}
