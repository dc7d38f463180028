import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, npm, root } from './run.js';

/**
 * Installs the dependencies where they are missing or are not those of package-lock.json. npm writes down in
 * node_modules what it put there once an installation is complete, and that is compared: a stamp of our own could lie.
 */
export function ensureInstalled() {
  if (isInstalled(root)) return;
  process.stdout.write('Installing the dependencies (npm ci) …\n');
  // Development dependencies build the page, so they are wanted even where NODE_ENV is production.
  const args = ['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  if (!npm(args)) fail('The dependencies cannot be installed: npm ci failed, see above. It needs the network once.');
}

/** Whether node_modules in a folder holds what its package-lock.json asks for. */
export function isInstalled(folder) {
  const written = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(written)) return false;
  const wanted = packages(join(folder, 'package-lock.json'));
  const present = packages(written);
  return Object.entries(wanted).every(
    // An optional package may be one for another system.
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
