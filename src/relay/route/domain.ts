import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/** Where an address points to: a domain in A-labels, lower case, or an address literal (RFC 5321 §4.1.3). */
export type Target =
  | { readonly kind: 'domain'; readonly local: string; readonly domain: string }
  | { readonly kind: 'literal'; readonly local: string; readonly domain: string; readonly address: string };

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const ASCII = /^[\x00-\x7f]*$/;

/**
 * A domain in A-labels (RFC 5890), lower case, without the dot at its end; undefined when it is none. An address
 * without brackets is none either.
 */
export function toALabels(domain: string): string | undefined {
  const lower = domain.toLowerCase().replace(/\.$/, '');
  // Node's function reads ASCII as a URL does, and takes 0x7f.1 for an address: it gets only what needs it.
  const ascii = ASCII.test(lower) ? lower : domainToASCII(lower.normalize('NFC'));
  if (ascii.length > 253 || !DOMAIN.test(ascii) || /(?:^|\.)\d+$/.test(ascii)) return undefined;
  return ascii;
}

/** The domain of an address, to be delivered to; undefined when nothing can be. */
export function targetOf(address: string): Target | undefined {
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  const local = address.slice(0, at);
  const text = address.slice(at + 1);
  if (text.startsWith('[')) {
    const ip = literalOf(text);
    return ip === undefined ? undefined : { kind: 'literal', local, domain: text.toLowerCase(), address: ip };
  }
  const domain = toALabels(text);
  return domain === undefined ? undefined : { kind: 'domain', local, domain };
}

/** `[192.0.2.1]` or `[IPv6:2001:db8::1]` as an address. */
function literalOf(text: string): string | undefined {
  const v6 = /^\[ipv6:([0-9a-f:.]+)\]$/i.exec(text)?.[1];
  if (v6 !== undefined) return ipaddr.IPv6.isValid(v6) ? ipaddr.IPv6.parse(v6).toString() : undefined;
  const v4 = /^\[(\d{1,3}(?:\.\d{1,3}){3})\]$/.exec(text)?.[1];
  return v4 !== undefined && ipaddr.IPv4.isValidFourPartDecimal(v4) ? v4 : undefined;
}

/** Which domains are kept here: `*` all, `none`, `example.org` that one, `*.example.org` those below it. */
export class LocalDomains {
  readonly #all: boolean;
  readonly #exact = new Set<string>();
  readonly #below: string[] = [];

  constructor(readonly patterns: readonly string[]) {
    this.#all = patterns.includes('*');
    for (const pattern of patterns) {
      if (pattern.startsWith('*.')) this.#below.push(`.${toALabels(pattern.slice(2))}`);
      else if (pattern !== '*' && pattern !== 'none') this.#exact.add(toALabels(pattern) ?? pattern);
    }
  }

  /** Nothing can ever leave by a rule. */
  get everything(): boolean {
    return this.#all;
  }

  /** @param domain in A-labels */
  has(domain: string): boolean {
    return this.#all || this.#exact.has(domain) || this.#below.some((ending) => domain.endsWith(ending));
  }
}
