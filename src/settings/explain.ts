import type { z } from 'zod';
import { ConfigError, show, suggestion } from '../config/error.js';
import { relayRuleSchema, relaySchema, relaySettingsSchema } from './relay.js';
import { settingsSchema } from './schema.js';

type Issue = z.core.$ZodIssue;

/** What one entry may have, for a misspelt key. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(settingsSchema.shape),
  users: ['name', 'password'],
  tags: ['query', 'tags'],
  relay: Object.keys(relaySettingsSchema.shape),
  'relay.relays': Object.keys(relaySchema.shape),
  'relay.rules': Object.keys(relayRuleSchema.shape),
  'relay.relays.auth': ['method', 'user', 'password'],
  'relay.queue': ['retryAfter', 'retryAtMost', 'expireAfter', 'delayAfter', 'connections', 'perDestination'],
};
const SECRETS: readonly unknown[] = ['password', 'privateKey', 'auth', 'users', 'relays', 'dkim'];

/** The first thing that is wrong in the file, as one line that names the field, its value and what belongs there. */
export async function explain(issues: readonly Issue[], input: unknown, file: string): Promise<ConfigError> {
  const issue = issues[0] as Issue;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] as string;
    const fix = await suggestion(
      key,
      KEYS[issue.path.filter((part) => typeof part === 'string').join('.')] ?? [],
      'take it out, or see docs/settings.md',
    );
    return new ConfigError(`Unknown key ${[...issue.path, key].join('.')} in ${file}; ${fix}`);
  }
  const value = issue.path.reduce<unknown>(
    (at, name) => (at as Record<PropertyKey, unknown> | undefined)?.[name],
    input,
  );
  // A whole user or relay may hold a password as well.
  const secret = SECRETS.includes(issue.path.findLast((part) => typeof part === 'string')) && typeof value !== 'number';
  const given = value === undefined ? 'missing' : show(value, secret);
  return new ConfigError(`${path || 'The whole'} in ${file} is ${given}; expected ${issue.message}`);
}
