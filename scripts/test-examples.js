/**
 * `npm run test:examples -- [names]`: builds what is stale and runs each project in `examples/` as its users would, with
 * the packed package. What needs a language that is not here is told and left out.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runBounded } from './lib/bounded.js';
import { ensureBrowser } from './lib/browser.js';
import { ensureBuilt } from './lib/build.js';
import { cypressIn, layOut, pytestIn, startServer } from './lib/examples.js';
import { ensureInstalled } from './lib/install.js';
import { isHere } from './lib/programs.js';
import { fail, requireNode } from './lib/run.js';

/** Milliseconds for one example: many times what the slowest takes, and its installation where it has one. */
const TIMEOUT = 120_000;

const npmTest = { command: 'npm', args: ['test', '--silent'] };
/** How each is run; `server`: it speaks plain HTTP to a server that is there. */
const EXAMPLES = {
  types: { folder: '.', command: 'npm', args: ['run', 'types', '--silent'] },
  vitest: npmTest,
  'node-test': npmTest,
  jest: npmTest,
  playwright: { ...npmTest, prepare: ensureBrowser },
  cypress: { prepare: cypressIn },
  shell: { server: true, needs: 'curl', command: 'sh', args: ['sign-up.sh'] },
  python: { server: true, needs: 'python3', prepare: pytestIn },
  php: { server: true, needs: 'php', command: 'php', args: ['sign-up.php'] },
  ruby: { server: true, needs: 'ruby', command: 'ruby', args: ['sign_up_test.rb'] },
  go: { server: true, needs: 'go', command: 'go', args: ['test', './...'] },
  java: { server: true, needs: 'javac', command: 'java', args: ['SignUp.java'] },
  dotnet: { server: true, needs: 'dotnet', command: 'dotnet', args: ['run'] },
};

requireNode();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !EXAMPLES[name]);
if (unknown.length > 0) fail(`No example ${unknown.join(', ')}; there are: ${Object.keys(EXAMPLES).join(', ')}.`);
ensureInstalled();
ensureBuilt();

const folder = await layOut();
const tally = { passed: [], failed: [], left: [] };
try {
  for (const name of names.length > 0 ? names : Object.keys(EXAMPLES)) await run(name, EXAMPLES[name]);
} finally {
  await rm(folder, { recursive: true, force: true });
}
if (tally.left.length > 0) console.log(`Left out: ${tally.left.join(', ')}.`);
console.log(`Examples: ${tally.passed.length} passed, ${tally.failed.length} failed`);
process.exitCode = tally.failed.length === 0 ? 0 : 1;

async function run(name, { folder: where = name, server, needs, prepare, command, args }) {
  const leave = (why) => {
    tally.left.push(name);
    console.log(`- ${name}: left out, ${why}`);
  };
  if (needs && !isHere(needs)) return leave(`for there is no ${needs} here`);
  const cwd = join(folder, where);
  const started = Date.now();
  const prepared = await prepare?.(cwd, TIMEOUT);
  if (prepared?.leave) return leave(prepared.leave);
  const restante = server && (await startServer(folder));
  const { ok, output } = await runBounded(prepared?.command ?? command, prepared?.args ?? args, {
    cwd,
    timeout: TIMEOUT,
    env: { ...environment(), ...prepared?.env },
  });
  await restante?.stop();
  tally[ok ? 'passed' : 'failed'].push(name);
  console.log(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) console.log(output);
  if (prepared?.note) console.log(`  ${prepared.note}`);
}

/** Without what the npm that runs this says of this project. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|NODE_ENV)/i.test(name)));
}
