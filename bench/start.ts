import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createServer } from '../src/index.js';
import type { Figure } from './lib/figure.js';
import { median } from './lib/stats.js';

const bin = fileURLToPath(new URL('../bin/restante.js', import.meta.url));

/** Milliseconds until the process has printed its first line (or ended, when it prints none). */
function until(args: readonly string[]): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let first: number | undefined;
    child.stdout.on('data', (data: Buffer) => {
      if (first === undefined && data.includes('ready')) {
        first = performance.now() - began;
        child.kill();
      }
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code) reject(new Error(`${args.join(' ')} ended with ${code}`));
      else resolve(first ?? performance.now() - began);
    });
  });
}

/** Cold start to the ready line against an empty Node, in turn. */
export async function benchStart({ rounds = 15 } = {}): Promise<Figure[]> {
  const times: Record<'node' | 'restante', number[]> = { node: [], restante: [] };
  for (let round = -1; round < rounds; round++) {
    const node = await until(['-e', '0']);
    const restante = await until([bin, '--smtp-port', '0', '--http-port', '0', '--log-format', 'json']);
    if (round < 0) continue;
    times.node.push(node);
    times.restante.push(restante);
  }
  const inProcess: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const began = performance.now();
    const server = createServer({ smtp: { port: 0 } });
    await server.start();
    await server.stop();
    if (round >= 0) inProcess.push(performance.now() - began);
  }
  return [
    {
      what: 'start and stop in a test, once loaded',
      value: median(inProcess),
      unit: 'ms',
      goal: { atMost: 100 },
      how: `median of ${rounds} in turn`,
    },
    {
      what: 'cold start to the ready line / node -e 0',
      value: median(times.restante) / median(times.node),
      unit: 'x',
      goal: { atMost: 5 },
      how: `${rounds} in turn; medians ${median(times.restante).toFixed(0)} ms and ${median(times.node).toFixed(0)} ms`,
    },
  ];
}
