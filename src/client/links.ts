import type { Link } from './types.js';

/** Which link: part of its address or text, a RegExp on either, or its text and host. */
export type LinkMatch = string | RegExp | { readonly text?: string | RegExp; readonly host?: string };

/** The first link that matches; without a match the first button, else the first that is for reading on. */
export function findLink(links: readonly Link[], match?: LinkMatch): Link | undefined {
  if (match === undefined) {
    return links.find(({ kind }) => kind === 'button') ?? links.find(({ kind }) => kind !== 'unsubscribe');
  }
  if (typeof match === 'string' || match instanceof RegExp) {
    return links.find(
      ({ url, text }) => (typeof match === 'string' && url.includes(match)) || fits(text, match) || fits(url, match),
    );
  }
  const { text, host } = match;
  return links.find(
    (link) =>
      (text === undefined || fits(link.text, text)) && (host === undefined || hosts(link).includes(host.toLowerCase())),
  );
}

function fits(value: string, match: string | RegExp): boolean {
  if (typeof match === 'string') return value.toLowerCase().includes(match.toLowerCase());
  // Unlike `test`, `search` does not go on from where a `g` expression stopped the last time.
  return value.search(match) !== -1;
}

/** The host of a link, with and without its port. */
function hosts({ url }: Link): string[] {
  try {
    const { host, hostname } = new URL(url);
    return [host, hostname];
  } catch {
    return [];
  }
}
