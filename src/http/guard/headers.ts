/** On every answer; a route may replace the policy by a narrower or its own one, never leave it out. */
export const BASE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'no-referrer',
  // Browsers look up the names of links beforehand where the page came by plain HTTP: the sender's server would see it.
  'x-dns-prefetch-control': 'off',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/**
 * For our own page. Styles may be inline because the accessible primitives it is made of place their menus by style
 * elements; scripts come from our files only, and mail is never part of this document.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** For bytes out of a message: whatever they are, they get an origin of their own and reach nothing. */
export const PART_POLICY =
  "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/**
 * For the HTML of a message: no script, an origin of its own, links open outside, and no request at all unless the
 * reader has asked for remote content.
 */
export function mailPolicy(remote: boolean): string {
  const from = remote ? ' https: http:' : '';
  return [
    'sandbox allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    `img-src data:${from}`,
    `media-src data:${from}`,
    `font-src data:${from}`,
    `style-src 'unsafe-inline'${from}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

/** What a preflight of a configured origin is told (Fetch standard, CORS protocol). */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers':
    'authorization, content-type, accept, range, last-event-id, if-match, mcp-protocol-version, mcp-session-id',
  'access-control-max-age': '600',
  'access-control-allow-private-network': 'true',
};

export const EXPOSED_HEADERS = 'etag, location, content-range, accept-ranges, content-disposition, content-length';
