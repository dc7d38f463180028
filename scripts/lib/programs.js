import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './run.js';

/** The first line of a client's tests: which program they run, and the Debian package that has it. */
const NEEDS = /^\/\/ Needs (\S+) \(Debian: (\S+)\)$/m;

/** What each file of tests in a folder needs: `{ file, program, debian }`; files that need nothing are left out. */
export function needsOf(folder) {
  const files = readdirSync(join(root, folder), { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  return files.sort().flatMap((name) => {
    const file = `${folder}/${name}`;
    const [, program, debian] = NEEDS.exec(readFileSync(join(root, file), 'utf8')) ?? [];
    return program ? [{ file, program, debian }] : [];
  });
}

/** Whether a program is in the PATH. */
export function isHere(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Installs Debian packages when we are root on a Debian; tells whether that was tried. */
export function installDebian(packages) {
  if (process.getuid?.() !== 0 || !isHere('apt-get')) return false;
  process.stdout.write(`Installing ${packages.join(', ')} (apt-get) …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', ['-q', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages).status === 0;
  // The lists of packages may be missing or old.
  if (!install()) {
    apt('update');
    install();
  }
  return true;
}
