/**
 * `npm run test:clients -- [--available] [words for Vitest]`: real mail clients against the real command. Programs that
 * are missing are installed from Debian when this is run as root; one that cannot be had is an error, or with
 * `--available` is told and left out.
 */
import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { installDebian, isHere, needsOf } from './lib/programs.js';
import { fail, handOver, requireNode } from './lib/run.js';

requireNode();
ensureInstalled();
ensureBuilt();

const words = process.argv.slice(2);
const available = words.includes('--available');
const missing = () => needsOf('clients').filter(({ program }) => !isHere(program));
const packages = (needs) => [...new Set(needs.map(({ debian }) => debian))];

const wanted = missing();
if (wanted.length > 0) installDebian(packages(wanted));
const left = missing();
if (left.length > 0 && !available) {
  fail(
    `Mail clients are missing: run \`apt-get install ${packages(left).join(' ')}\`, or leave them out by --available.`,
  );
}
for (const { program, file } of left) process.stdout.write(`Left out: ${file}, for ${program} is not here.\n`);

handOver(
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'clients/vitest.config.ts'].concat(
    words.filter((word) => word !== '--available'),
  ),
  { ...process.env, RESTANTE_CLIENTS_WITHOUT: left.map(({ file }) => file).join(',') },
);
