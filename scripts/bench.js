/** `npm run bench -- [names]`: installs, builds, finds a browser, then runs the benchmarks. */
import { ensureBrowser } from './lib/browser.js';
import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { handOver, requireNode } from './lib/run.js';

requireNode();
ensureInstalled();
ensureBuilt();
await ensureBrowser();
handOver(['--import', 'tsx', 'bench/index.ts', ...process.argv.slice(2)]);
