import { dirname, relative, resolve } from 'node:path';
import { checkTogether } from './checks.js';
import { readEnvironment } from './environment.js';
import type { Origin } from './error.js';
import { type ReadFile, readConfigFile } from './file.js';
import { parseFlags } from './flags.js';
import { explain, pick } from './issues.js';
import { type Option, options } from './options.js';
import { withFreePorts } from './ports.js';
import { type Config, configSchema } from './schema.js';

export { ConfigError } from './error.js';

export interface LoadOptions {
  /** The words after `restante serve`. */
  argv: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Where the config file is looked for and relative file names start. */
  cwd: string;
  readFile?: ReadFile;
}

export interface Loaded {
  config: Config;
  /** The config file that was read, absolute, or null. */
  file: string | null;
}

/**
 * The configuration from flags, then `RESTANTE_*` variables, then the config file, then defaults: the first that
 * names an option decides it.
 * @throws ConfigError with one readable line
 */
export async function loadConfig({ argv, env, cwd, readFile }: LoadOptions): Promise<Loaded> {
  const known = options();
  const flags = await parseFlags(argv, known);
  const variables = await readEnvironment(env, known);
  const file = await readConfigFile(cwd, flags.config ?? (env.RESTANTE_CONFIG || undefined), readFile);

  const input = file ? structuredCopy(file.content) : {};
  const origins = new Map<Option, Origin>();
  for (const option of known) {
    const given = flags.values.get(option) ?? variables.get(option);
    if (given !== undefined) {
      put(input, option.path, option.isFile ? resolve(cwd, String(given)) : given);
      origins.set(option, { from: flags.values.has(option) ? 'flag' : 'variable' });
    } else if (file) {
      const value = pick(input, option.path);
      if (value === undefined) continue;
      origins.set(option, { from: 'file', file: relative(cwd, file.path) || file.path });
      if (option.isFile && typeof value === 'string') put(input, option.path, resolve(dirname(file.path), value));
    }
  }

  const result = configSchema.safeParse(withFreePorts(input));
  const named = file ? relative(cwd, file.path) : '';
  if (!result.success) throw await explain(result.error.issues, { known, input, origins, file: named });
  await checkTogether(result.data, known, origins);
  return { config: result.data, file: file?.path ?? null };
}

/** Copies plain objects, so that a config module's own object is not written to; other values stay what they are. */
function structuredCopy(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, below]) => [key, isPlain(below) ? structuredCopy(below) : below]),
  );
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sets a path, making the objects above it; where the file has something else than an object, that stays to be reported. */
function put(input: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let place = input;
  for (const name of path.slice(0, -1)) {
    place[name] ??= {};
    const below = place[name];
    if (!isPlain(below)) return;
    place = below;
  }
  place[path.at(-1) as string] = value;
}
