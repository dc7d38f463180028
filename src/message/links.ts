import { htmlLinks } from './html-links.js';
import { LINK_TEXT, MAX_LINKS } from './insight-limits.js';
import type { Link } from './link.js';
import { unsubscribes } from './link-words.js';
import { textUrls } from './text-urls.js';

export type { Link } from './link.js';

/**
 * The links of a message, those of the HTML first, in document order, each pair of URL and text once. Looks at the
 * first LINK_TEXT units of each and gives at most MAX_LINKS. Linear time, never throws.
 */
export function extractLinks(body: { readonly html: string | null; readonly text: string | null }): Link[] {
  const found: Link[] = [];
  const known = new Set<string>();
  const add = (link: Link): boolean => {
    const key = `${link.url}\n${link.text}`;
    if (!known.has(key)) {
      known.add(key);
      found.push(link);
    }
    return found.length < MAX_LINKS;
  };
  if (body.html !== null) {
    for (const link of htmlLinks(body.html.slice(0, LINK_TEXT))) if (!add(link)) break;
  }
  if (body.text !== null && found.length < MAX_LINKS) {
    textUrls(body.text.slice(0, LINK_TEXT), ({ url, text, before }) =>
      add({ url, text, where: 'text', kind: unsubscribes(url, before) ? 'unsubscribe' : 'link' }),
    );
  }
  return found;
}
