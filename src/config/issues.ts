import type { z } from 'zod';
import { ConfigError, nameOf, type Origin, show, suggestion } from './error.js';
import type { Option } from './options.js';

type Issue = z.core.$ZodIssue;

interface Context {
  known: readonly Option[];
  /** What was given to the schema. */
  input: unknown;
  origins: ReadonlyMap<Option, Origin>;
  /** Name of the config file, or empty. */
  file: string;
}

/** The first thing that is wrong, as one line for people. */
export async function explain(issues: readonly Issue[], context: Context): Promise<ConfigError> {
  const issue = issues[0] as Issue;
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = [...issue.path, issue.keys[0]].join('.');
    const keys = context.known.map((option) => option.key);
    const fix = await suggestion(key, keys, 'see docs/configuration.md');
    return new ConfigError(`Unknown key ${key} in ${context.file}; ${fix}`);
  }
  const option = context.known.find(({ key }) => path === key || path.startsWith(`${key}.`));
  if (!option) {
    const example = context.known.find(({ key }) => key.startsWith(`${path}.`));
    const value = show(
      pick(context.input, issue.path),
      context.known.some((o) => o.secret && o.key.startsWith(path)),
    );
    const fix = example ? `expected an object with keys such as ${example.path.at(-1)}` : 'expected an object';
    return new ConfigError(`${path} in ${context.file} is ${value}; ${fix}`);
  }
  const origin = context.origins.get(option) ?? { from: 'default' };
  const value = show(pick(context.input, issue.path), option.secret);
  return new ConfigError(`${nameOf(option, origin)} is ${value}; expected ${expectation(issue)}`);
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  array: 'a list of texts',
  boolean: 'true or false',
};

/** What would have been right, in words; the schema's own messages are written as such words. */
function expectation(issue: Issue): string {
  if (issue.code === 'invalid_value')
    return issue.values
      .map(String)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? `a value of type ${issue.expected}`;
  if (issue.code === 'too_small' && issue.origin === 'string') return 'a text that is not empty';
  return issue.message;
}

/** The value at a path, or undefined. */
export function pick(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name], input);
}
