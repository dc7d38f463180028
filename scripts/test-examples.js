/** `npm run test:examples [names]`: builds what is stale and runs each project in `examples/` as its users would. */
import { spawn } from 'node:child_process';
import { lstat, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.js';
import { ensureBuilt } from './lib/build.js';
import { ensureInstalled } from './lib/install.js';
import { requireNode, root } from './lib/run.js';

requireNode();
ensureInstalled();
ensureBuilt();
await ensureBrowser();

const examples = join(root, 'examples');
const packages = join(examples, 'node_modules');
await mkdir(packages, { recursive: true });
const link = join(packages, 'restante');
if (!(await lstat(link).catch(() => undefined))) await symlink(root, link, 'dir');

const bin = (name) => join(root, 'node_modules', ...name.split('/'));
const projects = {
  vitest: [process.execPath, [bin('vitest/vitest.mjs'), 'run']],
  'node-test': [process.execPath, ['--test']],
  jest: [process.execPath, [bin('jest/bin/jest.js')]],
  playwright: [process.execPath, [bin('@playwright/test/cli.js'), 'test']],
  python: ['python3', ['-m', 'unittest', '-v']],
};

const run = (command, args, options) =>
  new Promise((resolve) => {
    spawn(command, args, { stdio: 'inherit', ...options }).on('close', (code) => resolve(code ?? 1));
  });

const { startRestante } = await import('../dist/adapters/setup.js');
const wanted = process.argv.slice(2);
const failed = [];
for (const [name, [command, args]] of Object.entries(projects)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\nexamples/${name}`);
  // Python has no adapter that would start a server.
  const restante = name === 'python' ? await startRestante() : undefined;
  const code = await run(command, args, { cwd: join(examples, name) });
  await restante?.stop();
  if (code !== 0) failed.push(name);
}
console.log(failed.length === 0 ? '\nAll examples: fine.' : `\nNot fine: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
