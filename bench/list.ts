import type { Figure } from './lib/figure.js';
import { startServer } from './lib/server.js';
import { settled } from './lib/settled.js';
import { fill } from './lib/smtp-load.js';
import { percentile } from './lib/stats.js';

async function listTimes(url: string, rounds: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = -50; round < rounds; round++) {
    const began = performance.now();
    await (await fetch(`${url}api/messages?limit=50`)).arrayBuffer();
    if (round >= 0) times.push(performance.now() - began);
  }
  return times;
}

/** Listing 50 of many against listing 50 of few, in turn, and what many cost in memory. */
export async function benchList({ many = 100_000, few = 1_000, rounds = 500 } = {}): Promise<Figure[]> {
  const bounds = { store: { maxMessages: 0, maxBytes: 0 } };
  const [small, large] = [await startServer(bounds), await startServer(bounds)];
  const [to, toMany] = [small.addresses, large.addresses];
  if (!to.smtp || !toMany.smtp || !to.http || !toMany.http) throw new Error('a listener is off');
  const empty = await large.measure();
  await fill(to.smtp, few);
  await fill(toMany.smtp, many);
  const info = (await (await fetch(`${toMany.http.url}api/info`)).json()) as {
    store: { bytes: number; messages: number };
  };
  if (info.store.messages !== many) throw new Error(`${info.store.messages} of ${many} messages are there`);
  await settled(toMany.http.url);
  const full = await large.measure();
  const times: Record<'few' | 'many', number[]> = { few: [], many: [] };
  for (let turn = 0; turn < 4; turn++) {
    times.few.push(...(await listTimes(to.http.url, rounds / 4)));
    times.many.push(...(await listTimes(toMany.http.url, rounds / 4)));
  }
  await small.stop();
  await large.stop();
  const p99 = percentile(times.many, 0.99);
  const megabytes = (bytes: number) => bytes / 1024 ** 2;
  return [
    {
      what: `list 50 of ${many}, p99`,
      value: p99,
      unit: 'ms',
      goal: { atMost: 10 },
      how: `${rounds} requests; p50 ${percentile(times.many, 0.5).toFixed(2)} ms`,
    },
    {
      what: `list 50 of ${many} / of ${few}, p50`,
      value: percentile(times.many, 0.5) / percentile(times.few, 0.5),
      unit: 'x',
      goal: { atMost: 2 },
      how: 'in turn, same run',
    },
    {
      what: `RSS over raw bytes with ${many} messages of 1 KB`,
      value: megabytes(full.rss - info.store.bytes),
      unit: 'MB',
      goal: { atMost: 250 },
      how: `RSS ${megabytes(full.rss).toFixed(0)} MB, raw ${megabytes(info.store.bytes).toFixed(0)} MB, empty server ${megabytes(empty.rss).toFixed(0)} MB`,
    },
  ];
}
