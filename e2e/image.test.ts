import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, matchesGlob, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
let context = '';
afterEach(() => rm(context, { recursive: true, force: true }));

/** What `COPY . .` of the Dockerfile takes along: the last pattern of .dockerignore that fits decides. */
async function copyContext(): Promise<void> {
  const patterns = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n').filter(Boolean);
  const taken = (path: string): boolean => {
    let ignored = false;
    for (const pattern of patterns) {
      const bare = pattern.replace(/^!/, '');
      if (matchesGlob(path, bare) || matchesGlob(path, `${bare}/**`)) ignored = !pattern.startsWith('!');
    }
    return !ignored;
  };
  context = await mkdtemp(join(tmpdir(), 'restante-image-'));
  await cp(root, context, {
    recursive: true,
    filter: (from) => {
      const path = relative(root, from).split(sep).join('/');
      return path === '' || (!path.startsWith('node_modules') && !path.startsWith('.git/') && taken(path));
    },
  });
}

it('the image is built from what its context holds', { timeout: 240_000 }, async () => {
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  const build = /^RUN (npm run build)$/m.exec(dockerfile)?.[1]?.split(' ');
  expect(build).toBeDefined();
  await copyContext();
  await symlink(join(root, 'node_modules'), join(context, 'node_modules'), 'junction');
  const [npm = '', ...args] = build ?? [];
  const run = spawnSync(npm, args, { cwd: context, encoding: 'utf8', shell: process.platform === 'win32' });
  expect(run.stderr + run.stdout).not.toMatch(/error|not found/i);
  expect(run.status).toBe(0);

  // The second stage takes these four.
  const taken = [...dockerfile.matchAll(/^COPY --from=build \/restante\/(\S+)/gm)].map(([, path]) => path ?? '');
  expect(taken.filter((path) => !existsSync(join(context, path)))).toEqual([]);
  const version = spawnSync(process.execPath, ['bin/restante.js', '--version'], { cwd: context, encoding: 'utf8' });
  expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
});
