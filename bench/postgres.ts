import { PostgresServer } from '../src/store/postgres/testing/server.js';
import { LoadDriver } from './capture/load-driver.js';
import type { Figure } from './lib/figure.js';
import { Prose } from './lib/prose.js';
import { fillWithProse, token } from './lib/prose-mail.js';
import { holdToShare } from './lib/share.js';
import { median, percentile } from './lib/stats.js';
import type { Contender } from './peers/contender.js';
import { startOwn } from './peers/own.js';

const CONNECTIONS = 32;
/** Of a core, for each node, so that the database is not the limit. */
const SHARE = 0.25;

/**
 * Capture into a PostgreSQL server that syncs each commit (`fsync` and `synchronous_commit` on, on this machine), against a
 * bare smtp-server that discards, in the same run; two nodes against one, each held to a share of a core; lists and
 * searches of a full store.
 */
export async function benchPostgres({ rounds = 3, seconds = 5, many = 100_000, asked = 100 } = {}): Promise<Figure[]> {
  const database = await PostgresServer.start(['fsync=on', 'shared_buffers=512MB', 'max_wal_size=4GB']);
  try {
    return [
      await capture(database, rounds, seconds),
      await nodes(database, rounds, seconds),
      ...(await reading(database, many, asked)),
    ];
  } finally {
    await database.remove();
  }
}

async function capture(database: PostgresServer, rounds: number, seconds: number): Promise<Figure> {
  const load = new LoadDriver();
  const contenders: Contender[] = [];
  const ratios: number[] = [];
  const rates: number[] = [];
  try {
    const bare = await startOwn('bare');
    contenders.push(bare);
    const restante = await startOwn('restante', database.url('capture'));
    contenders.push(restante);
    for (const contender of contenders) await load.measure(contender, CONNECTIONS, 2000);
    for (let round = 0; round < rounds; round++) {
      const most = await load.measure(bare, CONNECTIONS, seconds * 1000);
      const { rate } = await load.measure(restante, CONNECTIONS, seconds * 1000);
      rates.push(rate);
      ratios.push(rate / most.rate);
    }
  } finally {
    load.stop();
    for (const contender of contenders) contender.stop();
  }
  return {
    what: `durable capture into PostgreSQL against bare smtp-server, ${CONNECTIONS} connections`,
    value: median(ratios),
    unit: 'x',
    goal: { atLeast: 0.35 },
    how: `${rounds} interleaved rounds, 1 KB, commit before 250; ${median(rates).toFixed(0)}/s`,
  };
}

/** One node alone, then both at one time, in turn; each has load and connections of its own. */
async function nodes(database: PostgresServer, rounds: number, seconds: number): Promise<Figure> {
  const loads = [new LoadDriver(), new LoadDriver()] as const;
  const both: Contender[] = [];
  const letGo: (() => void)[] = [];
  const ratios: number[] = [];
  try {
    for (let i = 0; i < 2; i++) both.push(await startOwn('restante', database.url('nodes')));
    const [one, two] = both as [Contender, Contender];
    for (const { pid } of both) if (pid !== undefined) letGo.push(holdToShare(pid, SHARE));
    const alone = async (): Promise<number> => (await loads[0].measure(one, CONNECTIONS, seconds * 1000)).rate;
    const together = async (): Promise<number> => {
      const each = [
        loads[0].measure(one, CONNECTIONS, seconds * 1000),
        loads[1].measure(two, CONNECTIONS, seconds * 1000),
      ];
      return (await Promise.all(each)).reduce((sum, { rate }) => sum + rate, 0);
    };
    await together();
    for (let round = 0; round < rounds; round++) {
      const single = await alone();
      ratios.push((await together()) / single);
    }
  } finally {
    for (const let_ of letGo) let_();
    for (const load of loads) load.stop();
    for (const contender of both) contender.stop();
  }
  return {
    what: 'capture of two nodes on one PostgreSQL against one',
    value: median(ratios),
    unit: 'x',
    goal: { atLeast: 1.7 },
    how: `${rounds} rounds in turn, each node held to ${SHARE * 100} % of a core by stopping it for the rest of each 4 ms`,
  };
}

async function times(url: string, rounds: number, path: () => string): Promise<number[]> {
  const all: number[] = [];
  for (let round = -10; round < rounds; round++) {
    const began = performance.now();
    await (await fetch(`${url}api/messages?limit=50${path()}`)).arrayBuffer();
    if (round >= 0) all.push(performance.now() - began);
  }
  return all;
}

async function reading(database: PostgresServer, many: number, asked: number): Promise<Figure[]> {
  const node = await startOwn('restante', database.url('reading'));
  try {
    await fillWithProse({ host: '127.0.0.1', port: node.port }, many);
    const url = node.url as string;
    const query = (text: string): string => `&query=${encodeURIComponent(text)}`;
    // Texts are made behind the capture; until they are, a word that is not there means reading all messages.
    for (let quick = 0; quick < 3; )
      quick = ((await times(url, 1, () => query('wyvnothing')))[0] as number) < 100 ? quick + 1 : 0;
    const prose = new Prose();
    const lists = await times(url, asked, () => '');
    const words = await times(url, asked, () => query(prose.words[prose.below(100)] as string));
    const rare = await times(url, asked, () => query(token(prose.below(many))));
    const none = await times(url, asked, () => query(`wyv${prose.below(1e6)}h`));
    const figure = (what: string, samples: readonly number[], atMost: number): Figure => ({
      what: `${what} of ${many} messages in PostgreSQL, p95`,
      value: percentile(samples, 0.95),
      unit: 'ms',
      goal: { atMost },
      how: `${samples.length} requests; p50 ${median(samples).toFixed(1)} ms`,
    });
    return [
      figure('list 50', lists, 50),
      figure('search a frequent word', words, 150),
      figure('search a word of one message', rare, 150),
      figure('search a word that is not there', none, 150),
    ];
  } finally {
    node.stop();
  }
}
