import ipaddr from 'ipaddr.js';

/** Who is on the other side. */
export interface Client {
  readonly address: string;
  readonly port: number;
}

/** An address in its shortest form; one of IPv4 that an IPv6 socket reports as such. What is no address stays as it is. */
export function plainAddress(address: string): string {
  // A scope (`fe80::1%eth0`) belongs to this host only.
  const [bare = ''] = address.split('%');
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : address;
}

/**
 * Whether an address is one of those named: addresses, networks (`10.0.0.0/8`), or `*` for all.
 * @throws Error for what is none of these
 */
export function createAddressList(names: readonly string[]): (address: string) => boolean {
  if (names.includes('*')) return () => true;
  const networks = names.map((name) =>
    name.includes('/')
      ? ipaddr.parseCIDR(name)
      : ([ipaddr.process(name), ipaddr.process(name).kind() === 'ipv4' ? 32 : 128] as const),
  );
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network, bits));
  };
}
