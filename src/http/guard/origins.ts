import type { IncomingHttpHeaders } from 'node:http';

/** What the Origin header says about who wrote the request. */
export type Caller =
  /** No browser, or our own page. */
  | 'own'
  /** A page of a configured origin. */
  | 'allowed'
  | 'foreign';

/** Scheme, host and port of an origin, default ports left out; undefined for `null` and nonsense. */
function parseOrigin(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.username ? url : undefined;
}

/** An origin as configuration and browsers may write it (a final slash, capitals, default port), made comparable. */
export const canonicalOrigin = (text: string): string => parseOrigin(text)?.origin ?? text;

/**
 * Tells our own page from others. An Origin is ours when its host and port are those of the Host header; the scheme
 * is not compared, for a proxy may have ended TLS before us. Without an Origin, Fetch Metadata decides; a client that
 * sends neither is no browser.
 */
export function createOriginCheck(allowed: readonly string[]): (headers: IncomingHttpHeaders) => Caller {
  const origins = new Set(allowed.map(canonicalOrigin));
  return (headers) => {
    if (headers.origin === undefined) return headers['sec-fetch-site'] === 'cross-site' ? 'foreign' : 'own';
    const origin = parseOrigin(headers.origin);
    if (!origin) return 'foreign';
    if (origins.has(origin.origin)) return 'allowed';
    const own = `${origin.protocol}//${headers.host}`;
    if (!URL.canParse(own) || new URL(own).host !== origin.host) return 'foreign';
    return headers['sec-fetch-site'] === 'cross-site' ? 'foreign' : 'own';
  };
}
