import { isIP } from 'node:net';

/** The host of a Host header (RFC 9110 §7.2), lower case, without port, brackets and final dot; undefined when malformed. */
export function hostOf(header: string): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^\s:/@[\]\\?#]+))(?::\d{0,5})?$/i.exec(header);
  if (!match) return undefined;
  if (match[1] !== undefined) return isIP(match[1]) === 6 ? match[1].toLowerCase() : undefined;
  return match[2]?.toLowerCase().replace(/\.$/, '') || undefined;
}

/**
 * Decides by which names this server may be called. A page of another site can make its own name point to our address
 * (DNS rebinding) and would then be same-origin with us; it cannot make that name be `localhost` or an IP literal.
 * @param allowed further names; `*.example.org` stands for every name below example.org
 */
export function createHostCheck(bound: string, allowed: readonly string[]): (header: string | undefined) => boolean {
  const names = new Set([bound, ...allowed].map((name) => hostOf(name) ?? name.toLowerCase()));
  const suffixes = [...names].filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  return (header) => {
    const host = header === undefined ? undefined : hostOf(header);
    if (host === undefined) return false;
    if (host === 'localhost' || host.endsWith('.localhost') || isIP(host) !== 0) return true;
    return names.has(host) || suffixes.some((suffix) => host.endsWith(suffix));
  };
}
