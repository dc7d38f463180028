import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python of its own with the clients of `requirements.txt`. */
export interface Venv {
  /** Runs Python; resolves to what it wrote, rejects with both streams when it fails. */
  python(args: readonly string[], env?: Record<string, string>): Promise<string>;
  remove(): Promise<void>;
}

/** Undefined, with the reason on the console, where there is no Python 3.11 or no package index. */
export async function createVenv(): Promise<Venv | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'restante-venv-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));
  try {
    await run('python3', ['-c', 'import sys; assert sys.version_info >= (3, 11)']);
    await run('python3', ['-m', 'venv', folder]);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements];
    await run(python, install, { timeout: 240_000 });
  } catch (error) {
    await remove();
    if (process.env.CI && existsSync('/usr/bin/python3')) throw error;
    process.stderr.write(`The Python clients are not tried: ${(error as Error).message.slice(0, 300)}\n`);
    return undefined;
  }
  return {
    remove,
    async python(args, env = {}) {
      try {
        const { stdout } = await run(python, args, { env: { ...process.env, ...env }, timeout: 60_000 });
        return stdout;
      } catch (error) {
        const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string };
        throw new Error(`${message}\n${stdout ?? ''}\n${stderr ?? ''}`);
      }
    },
  };
}
