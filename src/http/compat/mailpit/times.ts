import { parseDate } from '../../../message/date.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A time of day after a date, with an optional zone. */
const CLOCK = String.raw`(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?`;
const form = (date: string) => new RegExp(`^${date}${CLOCK}$`, 'i');

/** The forms that are understood, and which group is year, month and day in each. */
const FORMS: readonly { readonly pattern: RegExp; readonly order: readonly [number, number, number] }[] = [
  { pattern: form(String.raw`(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`), order: [0, 1, 2] },
  // As Go's dateparse reads it, which Mailpit uses: the month comes first.
  { pattern: form(String.raw`(\d{1,2})[/](\d{1,2})[/](\d{4})`), order: [2, 0, 1] },
  { pattern: form(String.raw`(?:[a-z]{3,9},?\s+)?(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})`), order: [2, 1, 0] },
  {
    pattern: form(String.raw`(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`),
    order: [2, 0, 1],
  },
];

/**
 * A date as people write it (`2026-03-01`, `03/01/2026 10:30`, `1 March 2026`, RFC 3339, RFC 5322, seconds or
 * milliseconds since the epoch), in milliseconds since the epoch; undefined when it is none. A date without a time is
 * that day's first moment.
 * @param zone IANA name for what has no zone of its own; without it that of this process
 */
export function parseWhen(text: string, zone?: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d{10}$/.test(trimmed)) return Number(trimmed) * 1000;
  if (/^\d{13}$/.test(trimmed)) return Number(trimmed);
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(trimmed);
  if (compact) return parseWhen(compact.slice(1).join('-'), zone);
  for (const { pattern, order } of FORMS) {
    const match = pattern.exec(trimmed);
    if (match) return instant(match, order, zone);
  }
  return parseDate(trimmed) ?? undefined;
}

function instant(match: RegExpExecArray, order: readonly [number, number, number], zone?: string): number | undefined {
  const [year, month, day] = order.map((index) => match[index + 1] ?? '') as [string, string, string];
  const noon = match[8]?.toLowerCase();
  let hour = Number(match[4] ?? 0);
  if (noon && (hour < 1 || hour > 12)) return undefined;
  if (noon) hour = (hour % 12) + (noon === 'pm' ? 12 : 0);
  const fields = {
    year: Number(year),
    month: /^\d+$/.test(month) ? Number(month) - 1 : MONTHS.indexOf(month.slice(0, 3).toLowerCase()),
    day: Number(day),
    hour,
    minute: Number(match[5] ?? 0),
    second: Number(match[6] ?? 0),
    millisecond: Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000),
  };
  const utc = asUtc(fields);
  if (utc === undefined) return undefined;
  const given = match[9];
  if (given) return /^[+-]/.test(given) ? utc - east(given) * 60_000 : utc;
  return zone === undefined ? local(fields) : inZone(utc, zone);
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** As if it were UTC; undefined for what no calendar or clock has. */
function asUtc({ year, month, day, hour, minute, second, millisecond }: Fields): number | undefined {
  if (month < 0 || month > 11 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month, day, hour, minute, second, millisecond));
  return date.getUTCMonth() === month && date.getUTCDate() === day ? date.getTime() : undefined;
}

const local = ({ year, month, day, hour, minute, second, millisecond }: Fields): number =>
  new Date(year, month, day, hour, minute, second, millisecond).getTime();

function east(zone: string): number {
  const digits = zone.slice(1).replace(':', '');
  return (zone.startsWith('-') ? -1 : 1) * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)));
}

/** The instant at which the clocks of a zone show what `utc` shows in UTC. */
function inZone(utc: number, zone: string): number {
  const first = utc - offset(utc, zone);
  // Near a change of the clocks the first guess may have taken the other side's offset.
  return utc - offset(first, zone);
}

function offset(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return shown - Math.floor(instant / 1000) * 1000;
}

/** True for a name that the calendar data of this process knows. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
