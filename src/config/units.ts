import { z } from 'zod';

const DURATION = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SIZE = { b: 1, k: 1024, kb: 1024, m: 1024 ** 2, mb: 1024 ** 2, g: 1024 ** 3, gb: 1024 ** 3 } as const;

function measure(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  if (!match) return undefined;
  const unit = match[2] ? units[match[2].toLowerCase()] : 1;
  const value = unit === undefined ? Number.NaN : Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** `500ms`, `5s`, `2m`, `1h`, `7d` or a bare number of milliseconds, as milliseconds; undefined when it is none of these. */
export const parseDuration = (text: string): number | undefined => measure(text, DURATION);

/** `1000`, `64KB`, `50MB`, `1.5GB` (powers of 1024) as bytes; undefined when it is none of these. */
export const parseSize = (text: string): number | undefined => measure(text, SIZE);

function unit(parse: (text: string) => number | undefined, message: string) {
  return z
    .union([z.number().int(message).min(0, message), z.string()], { error: message })
    .transform((value, context): number => {
      const parsed = typeof value === 'number' ? value : parse(value);
      if (parsed !== undefined) return parsed;
      context.addIssue({ code: 'custom', message, input: value });
      return z.NEVER;
    });
}

/** A duration option or parameter, in milliseconds once parsed. */
export const duration = unit(parseDuration, 'a time such as 500ms, 5s or 2m, or a number of milliseconds');

/** A duration that a timer of Node can hold: beyond 2^31 − 1 ms it would fire at once. */
export const timeout = duration.refine((ms) => ms <= 2 ** 31 - 1, 'a time of at most 24d');

/** A size option or parameter, in bytes once parsed. */
export const size = unit(parseSize, 'a size such as 500KB or 50MB, or a number of bytes');

/**
 * A whole number from `min` to `max`, as a number or in digits; nothing else counts as one (no `0x10`, no empty text).
 */
export function whole(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const error = `a whole number ${range}`;
  const digits = z
    .string()
    .regex(/^\s*\d+\s*$/, error)
    .transform(Number);
  return z.union([z.number(), digits], { error }).pipe(z.number({ error }).int(error).min(min, error).max(max, error));
}

/** `true`, `false` and their words (`yes`, `off`, `1` …). */
export const truth = z.union([z.boolean(), z.stringbool()], { error: 'true or false' });
