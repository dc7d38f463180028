/** `npm run screenshots [-- folder]`: installs, builds, finds a browser, then takes the pictures of the page. */
import { ensureBrowser } from './lib/browser.js';
import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { handOver, requireNode } from './lib/run.js';

requireNode();
ensureInstalled();
ensureBuilt();
await ensureBrowser();
handOver(['--import', 'tsx', 'scripts/screenshots/index.ts', ...process.argv.slice(2)]);
