import { execFileSync, spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Server } from '../dns/server.js';
import { parseZone } from './zone.js';

/** Whether this machine has dnsmasq. */
export function hasDnsmasq(): boolean {
  try {
    execFileSync('dnsmasq', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** dnsmasq with a zone, authoritative for everything, on a free port. One TTL for all, as it has no other way. */
export async function startDnsmasq(zone: string, ttl: number): Promise<Server & { stop(): Promise<void> }> {
  const port = await freePort();
  const addresses = new Map<string, string[]>();
  const flags: string[] = [];
  for (const { name, type, data } of parseZone(zone)) {
    if (type === 'CNAME') flags.push(`--cname=${name},${data}`);
    else if (type === 'MX') {
      const [preference = '', exchange = ''] = data.split(' ');
      flags.push(`--mx-host=${name},${exchange},${preference}`);
    } else addresses.set(name, [...(addresses.get(name) ?? []), data]);
  }
  for (const [name, all] of addresses) for (const address of all) flags.push(`--host-record=${name},${address}`);
  const own = [
    `--port=${port}`,
    `--local-ttl=${ttl}`,
    '--no-daemon',
    '--no-resolv',
    '--no-hosts',
    '--conf-file=/dev/null',
  ];
  const where = [
    '--listen-address=127.0.0.1',
    '--bind-interfaces',
    '--local=/#/',
    '--pid-file=',
    '--user=',
    '--log-facility=-',
  ];
  const child = spawn('dnsmasq', [...own, ...where, ...flags], { stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
      if (said.includes('started')) resolve();
    });
    child.once('exit', () => reject(new Error(`dnsmasq did not start: ${said}`)));
  });
  return {
    address: '127.0.0.1',
    port,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
