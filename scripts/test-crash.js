/** `npm run test:crash`: power cuts with many seeds, and 200 rounds of a process that is killed under load. */
import { ensureInstalled } from './lib/install.js';
import { handOver, requireNode } from './lib/run.js';

requireNode();
ensureInstalled();
const files = ['crash', 'kill', 'lock-race', 'fault', 'full', 'same-as-memory'].map(
  (name) => `src/store/json/${name}.test.ts`,
);
handOver(['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...files, ...process.argv.slice(2)], {
  RESTANTE_CRASH_ROUNDS: '200',
  RESTANTE_CRASH_SEEDS: '25',
  RESTANTE_PROPERTY_RUNS: '2000',
  ...process.env,
});
