import type { Criteria } from './types.js';

const COMPLETE_ADDRESS = /^[^\s<>"(),]+@[^\s<>"(),]+$/;

const quote = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

/** The search language finds a whole address by its angle brackets, so that `bob@x` is not found in `jacob@x`. */
export const mailbox = (value: string): string => (COMPLETE_ADDRESS.test(value) ? `<${value}>` : value);

/** The criteria as one search text; `undefined` when there are none. */
export function toQuery({ query, to, from, subject }: Criteria): string | undefined {
  const terms: string[] = [];
  if (to) terms.push(`to:${quote(mailbox(to))}`);
  if (from) terms.push(`from:${quote(mailbox(from))}`);
  if (subject) terms.push(`subject:${quote(subject)}`);
  if (!query?.trim()) return terms.length > 0 ? terms.join(' ') : undefined;
  return terms.length > 0 ? `(${query}) ${terms.join(' ')}` : query;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration in milliseconds. @throws TypeError when it is none */
export function milliseconds(duration: number | string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(duration).trim());
  const unit = UNITS[match?.[2]?.toLowerCase() || 'ms'];
  if (match && unit !== undefined) return Math.round(Number(match[1]) * unit);
  throw new TypeError(
    `${JSON.stringify(duration)} is not a duration; write 500ms, 5s, 2m or a number of milliseconds.`,
  );
}
