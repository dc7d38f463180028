import type { Option } from './options.js';

/** A configuration that cannot be used; the message is one line that names the field, its value, its origin and the fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Where a value came from. */
export type Origin = { from: 'flag' } | { from: 'variable' } | { from: 'file'; file: string } | { from: 'default' };

/** An option's name in the words of where its value came from: `--smtp-port`, `RESTANTE_SMTP_PORT`, `smtp.port in FILE`. */
export function nameOf(option: Option, origin: Origin): string {
  if (origin.from === 'flag') return `--${option.flag}`;
  if (origin.from === 'variable') return option.variable;
  return origin.from === 'file' ? `${option.key} in ${origin.file}` : option.key;
}

/** A value for an error line, short and on one line; a secret is never shown. */
export function show(value: unknown, secret = false): string {
  if (secret) return '(a secret, not shown)';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/**
 * The known name that somebody who wrote `written` most likely meant, or undefined when none is near.
 * Case, dashes, dots and underscores do not count.
 */
export async function nearest(written: string, names: readonly string[]): Promise<string | undefined> {
  const { distance } = (await import('fastest-levenshtein')).default;
  const plain = (name: string) => name.toLowerCase().replace(/[-_.]/g, '');
  const wanted = plain(written);
  const ranked = names
    .map((name) => ({ name, steps: distance(wanted, plain(name)) }))
    .sort((one, other) => one.steps - other.steps);
  const best = ranked[0];
  return best && best.steps <= Math.max(2, Math.ceil(wanted.length * 0.4)) ? best.name : undefined;
}

/** `; did you mean X?`, or a place to look when nothing is near. */
export async function suggestion(written: string, names: readonly string[], otherwise: string): Promise<string> {
  const near = await nearest(written, names);
  return near ? `did you mean ${near}?` : otherwise;
}
