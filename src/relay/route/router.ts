import { type LocalDomains, targetOf } from './domain.js';
import type { MxOptions } from './mx.js';
import { findHosts } from './mx.js';
import { failed, type Routed } from './route.js';

/** What rules said about a recipient that is not local. */
export type Onward =
  | { readonly kind: 'hold'; readonly reason: string }
  | { readonly kind: 'mx' }
  | { readonly kind: 'smarthost'; readonly relay: string; readonly host: string; readonly port: number };

export interface RouterOptions extends MxOptions {
  readonly localDomains: LocalDomains;
}

/** Decides where mail for an address goes. */
export class RelayRouter {
  constructor(private readonly options: RouterOptions) {}

  /** Whether mail for an address is kept here whatever the rules say, and why; null when it is not. */
  local(address: string): string | null {
    const { localDomains } = this.options;
    if (localDomains.everything) return 'every domain is local (--local-domains)';
    const target = targetOf(address);
    // What names no domain can be nowhere else.
    if (!target) return address.includes('@') ? 'its domain is none that could be reached' : 'it has no domain';
    return localDomains.has(target.domain) ? `${target.domain} is local (--local-domains)` : null;
  }

  /** The road of an address, `--local-domains` first, then what rules said. */
  async route(address: string, onward: Onward): Promise<Routed> {
    const by = this.local(address);
    return by === null ? this.onward(address, onward) : { route: { kind: 'local', by }, lookups: [] };
  }

  /** The road of an address that somebody released: it is not asked whether it is local. */
  async onward(address: string, onward: Onward): Promise<Routed> {
    if (onward.kind === 'hold') return { route: onward, lookups: [] };
    const target = targetOf(address);
    if (!target) {
      return { route: failed(true, '5.1.3', `${JSON.stringify(address)} is no address to deliver to.`), lookups: [] };
    }
    const { isSelf, port } = this.options;
    if (onward.kind === 'smarthost') {
      if (!isSelf(onward.host, null, onward.port)) return { route: onward, lookups: [] };
      const reason = `The relay ${onward.relay} is this very server: mail would go round in a circle.`;
      return { route: failed(true, '5.4.6', reason), lookups: [] };
    }
    if (target.kind === 'domain') return findHosts(target.domain, this.options);
    const { address: ip, domain } = target;
    if (isSelf(ip, ip, port)) {
      return {
        route: failed(true, '5.4.6', `${domain} is this very server: mail would go round in a circle.`),
        lookups: [],
      };
    }
    const hosts = [{ name: ip, preference: 0, addresses: [ip], port }];
    return { route: { kind: 'mx', domain, hosts, implicit: true }, lookups: [] };
  }
}
