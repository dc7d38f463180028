const DAY = 86_400_000;
const AGE = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY } as const;
const SIZE = { b: 1, k: 1024, kb: 1024, m: 1024 ** 2, mb: 1024 ** 2, g: 1024 ** 3, gb: 1024 ** 3 } as const;

const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * An instant in milliseconds since the epoch; undefined when the text is none. Understood are ISO 8601 dates
 * (`2026-03-01`: its first moment) and times (`2026-03-01T10:30`, `…:15.250+02:00`), in UTC unless a zone is given,
 * `now`, `today` and `yesterday` (UTC), an age such as `90s`, `15m`, `2h`, `7d`, `1w` (so long before `now`), and a
 * time with an age added or taken away: `today-2d`, `2026-03-01+12h`.
 */
export function parseTime(text: string, now: number): number | undefined {
  const iso = ISO.exec(text);
  if (iso) return isoTime(iso);
  const midnight = Math.floor(now / DAY) * DAY;
  const word = text.toLowerCase();
  if (word === 'now') return now;
  if (word === 'today') return midnight;
  if (word === 'yesterday') return midnight - DAY;
  const age = parseAge(word);
  if (age !== undefined) return now - age;
  const sum = /^(.+?)([+-])(\d{1,6}[smhdw])$/.exec(word);
  const base = sum ? parseTime(sum[1] as string, now) : undefined;
  if (!sum || base === undefined || parseAge(sum[1] as string) !== undefined) return undefined;
  return base + (sum[2] === '-' ? -1 : 1) * (parseAge(sum[3] as string) as number);
}

/** `90s`, `15m`, `2h`, `7d`, `1w` in milliseconds; undefined when it is none of these. */
export function parseAge(text: string): number | undefined {
  const age = /^(\d{1,6})([smhdw])$/i.exec(text);
  return age ? Number(age[1]) * AGE[(age[2] as string).toLowerCase() as keyof typeof AGE] : undefined;
}

function isoTime(match: RegExpExecArray): number | undefined {
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const millis = Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000);
  const date = new Date(0);
  date.setUTCFullYear(year as number, (month as number) - 1, day as number);
  date.setUTCHours(hour as number, minute as number, second as number, millis);
  // A field that is out of range (30 February, 24:30) has moved the others.
  const same =
    date.getUTCMonth() + 1 === month &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  const offset = zoneOffset(match[8]);
  return same && offset !== undefined ? date.getTime() - offset : undefined;
}

function zoneOffset(zone: string | undefined): number | undefined {
  if (!zone || /^z$/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', '') || 0);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** `500`, `10k`, `5MB`, `1.5g` (powers of 1024) in bytes; undefined when it is none of these. */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,6})?)([a-z]*)$/i.exec(text);
  const unit = SIZE[(match?.[2] || 'b').toLowerCase() as keyof typeof SIZE];
  if (!match || unit === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * unit);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
