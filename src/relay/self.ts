import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Where this server takes mail itself. */
export interface OwnListener {
  readonly host: string;
  readonly port: number;
}

/** Tells whether mail that is handed to a host would come straight back here. */
export function createSelfCheck(name: string, listeners: () => readonly OwnListener[]) {
  const own = name.toLowerCase();
  return (host: string, address: string | null, port: number): boolean => {
    if (host.toLowerCase() === own) return true;
    const here = listeners().filter((listener) => listener.port === port);
    if (here.length === 0) return false;
    const asked = address ?? (host === 'localhost' ? '127.0.0.1' : host);
    if (isIP(asked) === 0) return false;
    const canonical = ipaddr.process(asked);
    if (here.some((listener) => isIP(listener.host) !== 0 && same(ipaddr.process(listener.host), canonical)))
      return true;
    const everywhere = here.some((listener) => listener.host === '0.0.0.0' || listener.host === '::');
    return everywhere && (canonical.range() === 'loopback' || addressesHere().some((each) => same(each, canonical)));
  };
}

const same = (a: ipaddr.IPv4 | ipaddr.IPv6, b: ipaddr.IPv4 | ipaddr.IPv6): boolean => a.toString() === b.toString();

function addressesHere() {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.map(({ address }) => ipaddr.process(address.replace(/%.*/, '')));
}
