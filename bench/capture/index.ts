import { type Figure, line } from '../lib/figure.js';
import { median } from '../lib/stats.js';
import type { Contender } from '../peers/contender.js';
import { startMaildev } from '../peers/maildev.js';
import { startOwn } from '../peers/own.js';
import { LoadDriver, type Round } from './load-driver.js';

const CONNECTIONS = 8;
/**
 * Capture: 8 persistent connections, 1 KB messages, as a multiple of a bare smtp-server that discards and of MailDev 3.
 * Rounds are interleaved (A B C A B C), so that what the machine does meanwhile meets all alike; each ratio is the median
 * of the rounds' ratios. Only one server is under load at a time, on one core; the load has the other.
 */
export async function benchCapture({ rounds = 3, seconds = 5, maildev = true } = {}): Promise<Figure[]> {
  const load = new LoadDriver();
  const contenders: Contender[] = [];
  try {
    const bare = await startOwn('bare');
    contenders.push(bare);
    const restante = await startOwn('restante');
    contenders.push(restante);
    if (maildev) contenders.push(await startMaildev());

    const measure = (contender: Contender, duration: number) => load.measure(contender, CONNECTIONS, duration);
    for (const contender of contenders) await measure(contender, 2000);
    const results = new Map(contenders.map((contender) => [contender.name, [] as Round[]]));
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) results.get(contender.name)?.push(await measure(contender, seconds * 1000));
    }
    return figures(results);
  } finally {
    load.stop();
    for (const contender of contenders) contender.stop();
  }
}

function figures(results: ReadonlyMap<string, readonly Round[]>): Figure[] {
  const of = (name: string): readonly Round[] => results.get(name) ?? [];
  const rate = (name: string): number => median(of(name).map((round) => round.rate));
  const ratio = (other: string, by: (round: Round) => number): number =>
    median(of('restante').map((round, at) => by(round) / by(of(other)[at] as Round)));
  const how = `${of('restante').length} interleaved rounds, ${CONNECTIONS} connections, 1 KB`;
  const all: Figure[] = [
    { what: 'capture, bare smtp-server that discards', value: rate('bare'), unit: '/s', how },
    { what: 'capture, Restante', value: rate('restante'), unit: '/s', how },
    {
      what: 'capture against bare smtp-server',
      value: ratio('bare', (round) => round.rate),
      unit: 'x',
      goal: { atLeast: 0.75 },
      how,
    },
  ];
  const cpu = ratio('bare', (round) => round.cpu);
  if (!Number.isNaN(cpu)) all.push({ what: 'CPU for a message against bare smtp-server', value: cpu, unit: 'x', how });
  if (of('MailDev 3').length > 0) {
    all.push(
      { what: 'capture, MailDev 3', value: rate('MailDev 3'), unit: '/s', how },
      {
        what: 'capture against MailDev 3',
        value: ratio('MailDev 3', (round) => round.rate),
        unit: 'x',
        goal: { atLeast: 6 },
        how,
      },
    );
  }
  return all;
}

if (process.argv[1]?.endsWith('capture/index.ts')) {
  for (const figure of await benchCapture()) console.log(line(figure));
}
