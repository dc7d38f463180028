import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, line } from './lib/figure.js';
import { startServer } from './lib/server.js';
import { fill } from './lib/smtp-load.js';
import { median } from './lib/stats.js';

const bin = fileURLToPath(new URL('../bin/restante.js', import.meta.url));
const MB = 1024 ** 2;

/** Starts the command on a folder; milliseconds to its ready line, and its memory then, in bytes. */
async function start(dataDir: string, count: number): Promise<{ ms: number; rss: number }> {
  const args = [
    '--data-dir',
    dataDir,
    '--max-messages',
    '0',
    '--max-bytes',
    '0',
    '--smtp-port',
    '0',
    '--http-port',
    '0',
  ];
  const began = performance.now();
  const child = spawn(process.execPath, [bin, ...args, '--imap-port', '0', '--log-format', 'json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  const ms = performance.now() - began;
  // Linux tells the memory of another process; elsewhere there is no figure.
  const status = process.platform === 'linux' ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
  const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) * 1024;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  const { store } = JSON.parse(text) as { store: { messages: number } };
  if (store.messages !== count) throw new Error(`${store.messages} of ${count} messages are there`);
  return { ms, rss };
}

/** The time from the command to its ready line, by the number of messages in the data folder. */
export async function benchJsonStart({ counts = [1000, 10_000, 100_000], rounds = 5 } = {}): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-bench-'));
  const figures: Figure[] = [];
  try {
    let there = 0;
    const times = new Map<number, number>();
    for (const count of counts) {
      const server = await startServer({ dataDir: folder, store: { maxMessages: 0, maxBytes: 0 } });
      if (!server.addresses.smtp) throw new Error('the listener is off');
      await fill(server.addresses.smtp, count - there, { connections: 32 });
      await server.stop();
      there = count;
      const starts = [];
      for (let round = 0; round < rounds; round++) starts.push(await start(folder, count));
      const ms = median(starts.map((each) => each.ms));
      times.set(count, ms);
      const last = count === counts.at(-1);
      const how = `${rounds} starts of a folder with messages of 1 KB`;
      figures.push({
        what: `start with ${count} messages`,
        value: ms,
        unit: 'ms',
        goal: last ? { atMost: 3000 } : undefined,
        how,
      });
      if (last) {
        const rss = median(starts.map((each) => each.rss));
        figures.push({
          what: `RSS after a start with ${count} messages`,
          value: rss / MB,
          unit: 'MB',
          goal: { atMost: 250 },
          how,
        });
      }
    }
    const [few = 0, some = 0, many = 0] = counts;
    const slope = (from: number, to: number): number => ((times.get(to) ?? 0) - (times.get(from) ?? 0)) / (to - from);
    figures.push({
      what: `milliseconds for one more message, ${some}–${many} / ${few}–${some}`,
      value: slope(some, many) / slope(few, some),
      unit: 'x',
      goal: { atMost: 1.5 },
      how: `linear is 1; ${(slope(some, many) * 1000).toFixed(1)} µs for a message`,
    });
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1]?.endsWith('json-start.ts')) {
  for (const figure of await benchJsonStart()) console.log(line(figure));
}
