import type { Piece } from './pieces.js';

/** Schemes a link of a mail may have; `javascript:`, `data:`, `file:` and the rest are taken out. */
const LINK_SCHEMES = new Set(['http', 'https', 'mailto', 'tel', 'sms', 'ftp', 'geo', 'xmpp', 'webcal']);

/** As browsers read an address (URL standard): no control characters or spaces around, no tabs or line breaks inside. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is taken away
const clean = (url: string) => url.replace(/[\t\n\r]/g, '').replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, '');

const schemeOf = (url: string) => /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();

/** Where a link may lead; undefined when nowhere. A relative address would mean a path of ours, so it is taken out. */
export function linkUrl(value: string): string | undefined {
  const url = clean(value);
  if (url.startsWith('#')) return url;
  if (/^[/\\]{2}/.test(url)) return `https:${url}`;
  const scheme = schemeOf(url);
  return scheme !== undefined && LINK_SCHEMES.has(scheme) ? url : undefined;
}

/** Where an image, font or the like may come from: the message itself or, when asked for, other servers. */
export function resourceUrl(value: string, remote: boolean): Piece | undefined {
  const url = clean(value);
  const scheme = schemeOf(url);
  if (scheme === 'cid') return { cid: decode(url.slice(4)) };
  if (scheme === 'data') return /^data:(?:image|audio|video|font)\//i.test(url) ? url : undefined;
  if (!remote) return undefined;
  if (/^[/\\]{2}/.test(url)) return `https:${url}`;
  return scheme === 'http' || scheme === 'https' ? url : undefined;
}

/** RFC 2392 §2: a Content-ID is percent-encoded in a `cid:` URL. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
