/** `npm test -- [words for Vitest]`: installs, builds, finds a browser, then runs all tests, unit and e2e, in one run. */
import { ensureBrowser } from './lib/browser.js';
import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { handOver, requireNode } from './lib/run.js';

requireNode();
ensureInstalled();
ensureBuilt();
await ensureBrowser();
handOver(['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)]);
