import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { RelaySettings } from '../../settings/relay.js';
import { BY_MX } from '../../settings/relay.js';
import type { MxHost } from '../events.js';
import { MAX_ADDRESSES } from '../route/limits.js';
import { failed, type Routed } from '../route/route.js';
import type { Onward, RelayRouter } from '../route/router.js';
import type { Stop } from '../send/deliver.js';

/** Where a release goes, by the name that it was given. */
export function onwardOf(via: string, { relays }: RelaySettings): Onward {
  if (via === BY_MX) return { kind: 'mx' };
  const relay = relays.find(({ name }) => name === via);
  if (!relay) return { kind: 'hold', reason: `There is no relay ${JSON.stringify(via)} any more (relay.relays).` };
  return { kind: 'smarthost', relay: relay.name, host: relay.host, port: relay.port };
}

/** The servers to try for an address, in order. A relay's name is asked of the machine, as it may be in its hosts file. */
export async function findStops(
  address: string,
  via: string,
  settings: RelaySettings,
  router: RelayRouter,
): Promise<{ routed: Routed; stops: Stop[] }> {
  const routed = await router.onward(address, onwardOf(via, settings));
  const { route } = routed;
  if (route.kind === 'mx')
    return { routed, stops: route.hosts.flatMap((host) => stopsOf(host, 'opportunistic', false)) };
  if (route.kind !== 'smarthost') return { routed, stops: [] };
  const { host: name, port } = route;
  const relay = settings.relays.find((each) => each.name === via);
  try {
    const addresses = isIP(name) ? [name] : (await lookup(name, { all: true })).map((each) => each.address);
    const host = { name, preference: 0, addresses: addresses.slice(0, MAX_ADDRESSES), port };
    return { routed, stops: stopsOf(host, relay?.tls ?? 'starttls', relay?.verify ?? true, relay?.auth) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = `The address of the relay ${name} cannot be found (${code}).`;
    return { routed: { route: failed(false, '4.4.3', reason), lookups: routed.lookups }, stops: [] };
  }
}

function stopsOf(host: MxHost, tls: Stop['endpoint']['tls'], verify: boolean, auth?: Stop['endpoint']['auth']): Stop[] {
  const { name, port } = host;
  return host.addresses.map((address) => ({ host, endpoint: { name, address, port, tls, verify, auth } }));
}
