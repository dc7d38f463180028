import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, root, succeeds } from './run.js';

/** What is built: from which files, what must be there afterwards, and how. */
const TARGETS = [
  {
    name: 'server',
    from: ['src', 'scripts/bundle.js', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
    result: 'dist/bin/main.js',
    steps: [['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], ['scripts/bundle.js']],
  },
  {
    name: 'page',
    from: ['web', 'src/http/schemas', 'package-lock.json'],
    result: 'dist/web/index.html',
    steps: [['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']],
  },
];

/** Builds what is missing or older than its sources; takes some 30 ms when nothing changed. */
export function ensureBuilt() {
  for (const target of TARGETS) {
    const stamp = join(root, 'node_modules', '.cache', 'restante', `${target.name}.stamp`);
    const now = fingerprint(target.from);
    if (existsSync(join(root, target.result)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) continue;
    process.stdout.write(`Building the ${target.name} …\n`);
    rmSync(stamp, { force: true });
    if (target.name === 'server') clearServer();
    if (!target.steps.every((args) => succeeds(process.execPath, args)))
      fail(`The ${target.name} cannot be built, see above.`);
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, now);
  }
}

/** Takes away the server's old output, so that nothing stays of a source that was renamed. */
function clearServer() {
  const dist = join(root, 'dist');
  if (!existsSync(dist)) return;
  for (const name of readdirSync(dist)) if (name !== 'web') rmSync(join(dist, name), { recursive: true });
}

/** A hash over names and contents, tests left out: touching a file or changing branches back and forth rebuilds nothing. */
function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const path of paths)
    for (const file of filesBelow(path)) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function filesBelow(path) {
  if (!existsSync(join(root, path))) return [];
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const below = readdirSync(join(root, path), { withFileTypes: true })
    .filter(({ name }) => !/\.test\.tsx?$/.test(name) && name !== 'fixtures' && name !== 'testing')
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return below.flatMap((entry) => {
    const inside = `${path}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(inside) : [inside];
  });
}
