/** `npm start -- [flags]`: installs and builds what is missing or stale, then runs the server in this process. */
import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { requireNode } from './lib/run.js';

requireNode();
ensureInstalled();
ensureBuilt();
await import('../bin/restante.js');
