import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Addresses } from '../src/index.js';
import { LoadDriver } from './capture/load-driver.js';
import { type Figure, line } from './lib/figure.js';
import { type BenchServer, startServer } from './lib/server.js';
import { fill } from './lib/smtp-load.js';
import { median } from './lib/stats.js';
import { type Contender, contender, freePort, listening } from './peers/contender.js';
import { startOwn } from './peers/own.js';

const CONNECTIONS = 8;
const KEEP_ALL = { maxMessages: 0, maxBytes: 0 };

/**
 * The queue: how fast it hands mail to Postfix's smtp-sink (or a bare smtp-server where that is not installed) against
 * how fast the same server captures it, and whether a hundred thousand messages that wait slow capture down.
 */
export async function benchRelay({
  count = 10_000,
  queued = 100_000,
  rounds = 5,
  seconds = 4,
} = {}): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-bench-relay-'));
  const sink = await startSink();
  try {
    return [
      ...(await throughput('in memory', undefined, sink, count)),
      ...(await throughput('in a data folder', join(folder, 'mail'), sink, count)),
      await beside(queued, rounds, seconds),
    ];
  } finally {
    sink.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Postfix's own sink where it is, as it is what it is for. */
async function startSink(): Promise<Contender> {
  if (spawnSync('smtp-sink', ['-h']).error) return startOwn('bare');
  const port = await freePort();
  const child = spawn('smtp-sink', ['-u', 'nobody', '-c', `127.0.0.1:${port}`, '1000'], { stdio: 'ignore' });
  await listening('smtp-sink', child, port);
  return contender('smtp-sink', child, port, null);
}

async function throughput(
  where: string,
  dataDir: string | undefined,
  sink: Contender,
  count: number,
): Promise<Figure[]> {
  const dead = await freePort();
  const server = await startServer({ dataDir, store: KEEP_ALL, relay: { localDomains: ['none'] } });
  try {
    const { smtp } = server.addresses;
    if (!smtp) throw new Error('the listener is off');
    await fill(smtp, 1000, { connections: CONNECTIONS });
    const before = performance.now();
    await fill(smtp, count, { connections: CONNECTIONS });
    const captured = (count / (performance.now() - before)) * 1000;

    await set(server, dead, true);
    await fill(smtp, count, { connections: CONNECTIONS });
    await waitFor(server, (waiting) => waiting >= count);
    await set(server, sink.port, true);
    const since = performance.now();
    await wake(server);
    await waitFor(server, (waiting) => waiting === 0);
    const sent = (count / (performance.now() - since)) * 1000;
    const how = `${count} messages of 1 KB to ${sink.name}, ${where}`;
    return [
      { what: `mail handed on, ${where}`, value: sent, unit: '/s', how },
      { what: `handed on against captured, ${where}`, value: sent / captured, unit: 'x', goal: { atLeast: 0.5 }, how },
    ];
  } finally {
    await server.stop();
  }
}

/** Two servers with the same mail, one of which has all of it in the queue as well, for a server that is not there. */
async function beside(queued: number, rounds: number, seconds: number): Promise<Figure> {
  const load = new LoadDriver();
  const dead = await freePort();
  const config = { store: KEEP_ALL, relay: { localDomains: ['none'] } };
  const calm = await startServer(config);
  const busy = await startServer(config);
  try {
    for (const server of [calm, busy]) {
      if (!server.addresses.smtp) throw new Error('the listener is off');
      await set(server, dead, server === busy);
      await fill(server.addresses.smtp, queued, { connections: CONNECTIONS });
    }
    await waitFor(busy, (waiting) => waiting >= queued);
    await set(busy, dead, false);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [without, with_] = [await rate(load, calm, seconds), await rate(load, busy, seconds)];
      ratios.push(with_ / without);
    }
    return {
      what: `capture with ${queued} messages in the queue`,
      value: median(ratios),
      unit: 'x',
      goal: { atLeast: 0.9 },
      how: `${rounds} interleaved rounds against a server without a queue, the receiving server is dead`,
    };
  } finally {
    load.stop();
    await calm.stop();
    await busy.stop();
  }
}

async function rate(load: LoadDriver, { addresses }: BenchServer, seconds: number): Promise<number> {
  const aim = { name: '', port: addresses.smtp?.port ?? 0, url: null, cpu: () => 0, peak: () => 0, stop: () => {} };
  return (await load.measure(aim, CONNECTIONS, seconds * 1000)).rate;
}

async function ask<T>({ http }: Addresses, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${http?.url}api/${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'if-match': '*' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const set = ({ addresses }: BenchServer, port: number, rule: boolean) =>
  ask(addresses, 'PUT', 'settings/relay', {
    enabled: true,
    allow: ['*@example.org'],
    relays: [{ name: 'out', host: '127.0.0.1', port, tls: 'none' }],
    via: 'out',
    rules: rule ? [{ name: 'all', to: ['*@example.org'], via: 'out' }] : [],
    queue: { retryAfter: '1s', retryAtMost: '1s', connections: 20, perDestination: 20 },
  });

/** Ends the rest of the one destination. */
async function wake({ addresses }: BenchServer): Promise<void> {
  const { items } = await ask<{ items: { id: string }[] }>(addresses, 'GET', 'queue?open=true&limit=1');
  await ask(addresses, 'POST', `queue/${items[0]?.id}/retry`, {});
}

async function waitFor({ addresses }: BenchServer, done: (waiting: number) => boolean): Promise<void> {
  while (!done((await ask<{ waiting: number }>(addresses, 'GET', 'relay')).waiting)) await sleep(20);
}

if (process.argv[1]?.endsWith('relay.ts')) {
  const [count, queued, rounds, seconds] = process.argv.slice(2).map(Number);
  for (const figure of await benchRelay({ count, queued, rounds, seconds })) console.log(line(figure));
}
