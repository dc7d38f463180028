import { addressesOf, type Lookup, mxOf, type Resolver } from '../dns/lookup.js';
import { MAX_ADDRESSES, MAX_HOSTS } from './limits.js';
import { failed, type MxHost, type Routed } from './route.js';

export interface MxOptions {
  readonly resolver: Resolver;
  /** Port of the receiving servers: 25, but for tests. */
  readonly port: number;
  /** Whether that is this very server; `address` is null when only the name is known. */
  readonly isSelf: (name: string, address: string | null, port: number) => boolean;
  /** From 0 (inclusive) to 1; tests have their own. */
  readonly random?: () => number;
}

/**
 * Finds the servers for a domain's mail (RFC 5321 §5.1): its MX records by preference, equal ones shuffled; without any,
 * the domain's own address; a null MX (RFC 7505) and a name that is not there are final.
 * @param domain in A-labels
 */
export async function findHosts(domain: string, options: MxOptions): Promise<Routed> {
  const { resolver, random = Math.random } = options;
  const mx = await resolver.lookup(domain, 'MX');
  if (mx.outcome === 'no-domain') {
    return { route: failed(true, '5.1.2', `There is no domain ${domain}.`), lookups: [mx] };
  }
  if (mx.outcome === 'failed') {
    return {
      route: failed(false, '4.4.3', `The mail servers of ${domain} could not be looked up: ${mx.error}`),
      lookups: [mx],
    };
  }
  const records = mxOf(mx);
  if (records.length > 0 && records.every(({ exchange }) => exchange === '')) {
    return {
      route: failed(true, '5.1.10', `${domain} takes no mail at all (its MX is ".", RFC 7505).`),
      lookups: [mx],
    };
  }
  const wanted = shuffled(
    records.filter(({ exchange }) => exchange !== ''),
    random,
  );
  wanted.sort((a, b) => a.preference - b.preference);
  const implicit = wanted.length === 0;
  const names = implicit ? [{ exchange: domain, preference: 0 }] : wanted.slice(0, MAX_HOSTS);
  const lookups: Lookup[] = [mx];
  const hosts = await Promise.all(
    names.map(async ({ exchange, preference }): Promise<MxHost> => {
      const found = await Promise.all([resolver.lookup(exchange, 'AAAA'), resolver.lookup(exchange, 'A')]);
      lookups.push(...found);
      const addresses = found.flatMap((each) => shuffled(addressesOf(each), random)).slice(0, MAX_ADDRESSES);
      return { name: exchange, preference, addresses, port: options.port };
    }),
  );
  const here = hosts.find(({ name, addresses, port }) =>
    [null, ...addresses].some((address) => options.isSelf(name, address, port)),
  );
  // RFC 5321 §5.1: from ourselves on, everybody would send it back here.
  const usable = here ? hosts.filter(({ preference }) => preference < here.preference) : hosts;
  const reachable = usable.filter(({ addresses }) => addresses.length > 0);
  if (reachable.length > 0) return { route: { kind: 'mx', domain, hosts: reachable, implicit }, lookups };
  if (here) {
    const reason = `Mail for ${domain} comes back to this server (${here.name}): it would go round in a circle.`;
    return { route: failed(true, '5.4.6', reason), lookups };
  }
  const doubtful = lookups.find(({ outcome }) => outcome === 'failed');
  if (doubtful) {
    return {
      route: failed(false, '4.4.3', `No mail server of ${domain} has a known address: ${doubtful.error}`),
      lookups,
    };
  }
  const reason = implicit
    ? `${domain} has neither MX nor address records.`
    : `No mail server of ${domain} has an address.`;
  return { route: failed(true, '5.4.4', reason), lookups };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items];
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [all[at], all[other]] = [all[other] as T, all[at] as T];
  }
  return all;
}
