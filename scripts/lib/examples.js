import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fail, npm, root, succeeds } from './run.js';

const json = async (file) => JSON.parse(await readFile(file, 'utf8'));

/**
 * Lays the examples out in a folder of its own, as they are for somebody who installed Restante: from its packed
 * tarball, with the packages that it says it needs, and those that the examples say they need. These are linked from
 * the project's node_modules, so that it takes a second and no network.
 * @returns the folder
 */
export async function layOut() {
  const folder = await mkdtemp(join(tmpdir(), 'restante-examples-'));
  await cp(join(root, 'examples'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '.bin'), { recursive: true });

  const { version, dependencies } = await json(join(root, 'package.json'));
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'] };
  if (!npm(['pack', '--ignore-scripts', '--loglevel=error', '--pack-destination', folder], quiet))
    fail('npm pack failed, see above.');
  if (!succeeds('tar', ['-xzf', join(folder, `restante-${version}.tgz`), '-C', modules], { stdio: 'inherit' }))
    fail('The package could not be unpacked, see above.');
  await cp(join(modules, 'package'), join(modules, 'restante'), { recursive: true });
  await rm(join(modules, 'package'), { recursive: true });

  const { workspaces } = await json(join(folder, 'package.json'));
  const wanted = new Set(Object.keys(dependencies));
  for (const name of ['.', ...workspaces]) {
    const { dependencies = {}, devDependencies = {} } = await json(join(folder, name, 'package.json'));
    for (const each of Object.keys({ ...dependencies, ...devDependencies })) wanted.add(each);
  }
  for (const name of ['restante', 'shop']) wanted.delete(name);
  await symlink(join(folder, 'app'), join(modules, 'shop'), 'junction');
  for (const name of wanted) await link(name, modules);
  return folder;
}

/** Makes a package of the project's node_modules one of these, with its commands. */
async function link(name, modules) {
  const from = join(root, 'node_modules', name);
  const { bin = {} } = await json(join(from, 'package.json')).catch(() =>
    fail(`An example needs ${name}, which is no (dev)dependency of the project: add it, so that it can be run.`),
  );
  await mkdir(dirname(join(modules, name)), { recursive: true });
  await symlink(from, join(modules, name), 'junction');
  const commands = typeof bin === 'string' ? { [name.split('/').at(-1)]: bin } : bin;
  for (const [command, file] of Object.entries(commands)) {
    await symlink(join(from, file), join(modules, '.bin', command)).catch(() => {});
  }
}

/** The server of the examples whose language has no adapter that would start one. */
export async function startServer(folder) {
  const { startRestante } = await import(pathToFileURL(join(folder, 'node_modules/restante/dist/adapters/setup.js')));
  return startRestante();
}

/** pytest: the system's, or one in an environment of its own that stays for the next time. */
export async function pytestIn(folder, timeout) {
  const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider'];
  if (succeeds('python3', ['-c', 'import pytest'], { stdio: 'ignore' })) return { command: 'python3', args };
  const venv = join(root, 'node_modules/.cache/restante/pytest');
  const python = join(venv, 'bin/python');
  const install = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', join(folder, 'requirements.txt')];
  const there =
    succeeds('python3', ['-m', 'venv', venv], { stdio: 'ignore', timeout }) &&
    succeeds(python, install, { stdio: 'ignore', timeout });
  return there ? { command: python, args } : { leave: 'for pytest is not here and cannot be installed' };
}

/**
 * Cypress is no dependency of the project, for it brings an application of half a gigabyte. Its package is installed
 * here without that, and the types are checked; where the application is in Cypress's own cache (`npx cypress install`
 * in the example), the example is run too.
 */
export async function cypressIn(folder, timeout) {
  const { devDependencies } = await json(join(folder, 'package.json'));
  const cache = join(root, 'node_modules/.cache/restante/cypress');
  await mkdir(cache, { recursive: true });
  const args = ['install', '--prefix', cache, '--no-save', '--prefer-offline', '--no-audit', '--no-fund', '--silent'];
  const env = { ...process.env, CYPRESS_INSTALL_BINARY: '0' };
  if (!npm([...args, `cypress@${devDependencies.cypress}`], { stdio: 'ignore', env, timeout }))
    return { leave: 'for its package cannot be fetched' };
  await symlink(join(cache, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const tsc = ['node_modules/typescript/bin/tsc', '-p', '.'];
  const types = { command: process.execPath, args: [join(root, tsc[0]), ...tsc.slice(1)] };
  const cypress = join(cache, 'node_modules/.bin/cypress');
  const runs = succeeds(cypress, ['verify'], { stdio: 'ignore', timeout });
  if (!runs) return { ...types, note: 'types only: the application of Cypress is not installed here' };
  const steps = `"${types.command}" "${types.args[0]}" -p . && "${cypress}" run`;
  return { command: 'sh', args: ['-c', steps] };
}
