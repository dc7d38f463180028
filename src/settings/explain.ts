import type { z } from 'zod';
import { ConfigError, show, suggestion } from '../config/error.js';
import { settingsSchema } from './schema.js';

type Issue = z.core.$ZodIssue;

/** What one entry may have, for a misspelt key. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(settingsSchema.shape),
  users: ['name', 'password'],
  tags: ['query', 'tags'],
};

/** The first thing that is wrong in the file, as one line that names the field, its value and what belongs there. */
export async function explain(issues: readonly Issue[], input: unknown, file: string): Promise<ConfigError> {
  const issue = issues[0] as Issue;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] as string;
    const fix = await suggestion(key, KEYS[String(issue.path[0] ?? '')] ?? [], 'take it out, or see docs/settings.md');
    return new ConfigError(`Unknown key ${[...issue.path, key].join('.')} in ${file}; ${fix}`);
  }
  const value = issue.path.reduce<unknown>(
    (at, name) => (at as Record<PropertyKey, unknown> | undefined)?.[name],
    input,
  );
  // A whole user may hold a password as well.
  const secret = issue.path.at(-1) === 'password' || (issue.path[0] === 'users' && issue.path.length < 3);
  const given = value === undefined ? 'missing' : show(value, secret);
  return new ConfigError(`${path || 'The whole'} in ${file} is ${given}; expected ${issue.message}`);
}
