import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LoadDriver } from './capture/load-driver.js';
import { type Figure, line } from './lib/figure.js';
import { startServer } from './lib/server.js';
import { plainMail, SmtpSender } from './lib/smtp-load.js';
import { median } from './lib/stats.js';
import type { Contender } from './peers/contender.js';
import { startOwn } from './peers/own.js';

const FEW = 8;
const MANY = 32;
const MB = 1024 ** 2;

/**
 * Capture into a data folder: `fdatasync` before each 250, against a bare smtp-server that discards, in the same run.
 * One sync serves all who wait, so more connections are more messages.
 */
export async function benchDurable({ rounds = 3, seconds = 5, large = 50 } = {}): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-bench-'));
  try {
    return [...(await rates(join(folder, 'rates'), rounds, seconds)), await largeMail(join(folder, 'large'), large)];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rates(dataDir: string, rounds: number, seconds: number): Promise<Figure[]> {
  const load = new LoadDriver();
  const contenders: Contender[] = [];
  const ratios: Record<number, number[]> = { [FEW]: [], [MANY]: [] };
  const durable: Record<number, number[]> = { [FEW]: [], [MANY]: [] };
  try {
    const bare = await startOwn('bare');
    contenders.push(bare);
    const restante = await startOwn('restante', dataDir);
    contenders.push(restante);
    for (const contender of contenders) await load.measure(contender, FEW, 2000);
    for (let round = 0; round < rounds; round++) {
      for (const connections of [FEW, MANY]) {
        const most = await load.measure(bare, connections, seconds * 1000);
        const { rate } = await load.measure(restante, connections, seconds * 1000);
        durable[connections]?.push(rate);
        ratios[connections]?.push(rate / most.rate);
      }
    }
  } finally {
    load.stop();
    for (const contender of contenders) contender.stop();
  }
  const how = `${rounds} interleaved rounds, 1 KB, fdatasync before 250`;
  const rate = (connections: number): number => median(durable[connections] ?? []);
  const ratio = (connections: number): number => median(ratios[connections] ?? []);
  return [
    { what: `durable capture, ${FEW} connections`, value: rate(FEW), unit: '/s', how },
    { what: `durable capture, ${MANY} connections`, value: rate(MANY), unit: '/s', how },
    {
      what: `durable capture against bare smtp-server, ${FEW} connections`,
      value: ratio(FEW),
      unit: 'x',
      goal: { atLeast: 0.5 },
      how,
    },
    {
      what: `durable capture against bare smtp-server, ${MANY} connections`,
      value: ratio(MANY),
      unit: 'x',
      goal: { atLeast: 0.5 },
      how,
    },
    {
      what: `durable capture, ${MANY} against ${FEW} connections`,
      value: rate(MANY) / rate(FEW),
      unit: 'x',
      goal: { atLeast: 1 },
      how,
    },
  ];
}

/** How much memory many large messages take that arrive at one time. */
async function largeMail(dataDir: string, count: number): Promise<Figure> {
  const server = await startServer({ dataDir, store: { maxBytes: 0 } });
  const { smtp } = server.addresses;
  if (!smtp) throw new Error('the listener is off');
  const warm = await SmtpSender.open(smtp);
  for (let at = 0; at < 200; at++) await warm.send('ann@example.org', plainMail(`warm ${at}`));
  await warm.close();
  const before = await server.measure();
  const mail = plainMail('large', 25 * MB);
  await Promise.all(
    Array.from({ length: count }, async () => {
      const sender = await SmtpSender.open(smtp);
      await sender.send('ann@example.org', mail);
      await sender.close();
    }),
  );
  const after = await server.measure();
  await server.stop();
  return {
    what: `RSS growth while ${count} × 25 MB arrive at one time`,
    value: (after.peak - before.rss) / MB,
    unit: 'MB',
    goal: { atMost: 150 },
    how: `peak ${(after.peak / MB).toFixed(0)} MB, before ${(before.rss / MB).toFixed(0)} MB`,
  };
}

if (process.argv[1]?.endsWith('durable.ts')) {
  for (const figure of await benchDurable()) console.log(line(figure));
}
