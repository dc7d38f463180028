import type { AddressInfo } from 'node:net';

/** Where a listener can be reached. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The listeners of a running server; null for one that is off. */
export interface Addresses {
  /** SMTP with STARTTLS. */
  readonly smtp: Endpoint | null;
  /** SMTP with TLS from the first byte. */
  readonly smtps: Endpoint | null;
  /** POP3 with STLS. */
  readonly pop3: Endpoint | null;
  /** POP3 with TLS from the first byte. */
  readonly pop3s: Endpoint | null;
  /** IMAP with STARTTLS. */
  readonly imap: Endpoint | null;
  /** IMAP with TLS from the first byte. */
  readonly imaps: Endpoint | null;
  /** The page and the REST API; `url` ends with the base path. */
  readonly http: (Endpoint & { readonly url: string }) | null;
}

export function endpoint(address: AddressInfo | null): Endpoint | null {
  return address && { host: address.address, port: address.port };
}

/** The page's address, by a host that a browser of this machine can connect to. */
export function webEndpoint(address: AddressInfo | null, basePath: string): Addresses['http'] {
  const web = endpoint(address);
  return web && { ...web, url: `http://${hostPort(reachable(web))}${basePath}` };
}

/** `host:port`, or `[host]:port` for IPv6. */
export function hostPort({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Each listener as `host:port`, for those who read it. */
export function addressTexts({ smtp, smtps, pop3, pop3s, imap, imaps, http }: Addresses) {
  const text = (place: Endpoint | null) => place && hostPort(place);
  return {
    smtp: text(smtp),
    smtps: text(smtps),
    pop3: text(pop3),
    pop3s: text(pop3s),
    imap: text(imap),
    imaps: text(imaps),
    http: text(http) ?? '',
  };
}

/** The wildcard addresses are no addresses to connect to. */
function reachable({ host, port }: Endpoint): Endpoint {
  return { host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port };
}

/** Where this server takes mail by SMTP; none before it listens. */
export const ownListeners = (addresses: Addresses | undefined): Endpoint[] =>
  [addresses?.smtp, addresses?.smtps].flatMap((listener) => listener ?? []);
