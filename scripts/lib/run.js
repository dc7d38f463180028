import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's folder, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Ends the script with one line that says what is wrong and what to do. */
export function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** Ends the script where the engine is too old for the project. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Restante needs Node 20.19 or newer; this is ${process.version}.`);
}

/** Runs a program to its end in the project's folder and tells whether it succeeded. */
export function succeeds(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status === 0;
}

/** Runs npm, the same one that runs this script where there is one. */
export function npm(args, options) {
  const self = process.env.npm_execpath;
  if (self?.endsWith('.js')) return succeeds(process.execPath, [self, ...args], options);
  return succeeds('npm', args, { shell: process.platform === 'win32', ...options });
}

/**
 * Hands over to a Node program: its output, its signals and its exit code become this script's.
 * At Ctrl-C the terminal tells the program itself, so that SIGINT is only waited out here.
 */
export function handOver(args, env = process.env) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
