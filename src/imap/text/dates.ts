import { withoutComments } from '../../message/comments.js';
import { parseDate } from '../../message/date.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MONTH = '([A-Za-z]{3})';

/** date-time (RFC 9051 §9) without its quotes: the day has two places, the first may be a space. */
const DATE_TIME = new RegExp(`^([ \\d]\\d)-${MONTH}-(\\d{4}) (\\d\\d):(\\d\\d):(\\d\\d) ([+-])(\\d\\d)(\\d\\d)$`);
/** date-text (RFC 9051 §9): the day has one or two digits. */
const DAY = new RegExp(`^(\\d{1,2})-${MONTH}-(\\d{4})$`);

/** Milliseconds of a day. */
const DAY_MS = 86_400_000;
/** 9999-12-31T23:59:59Z, and 0000-01-01T00:00:00Z: the years have four digits. */
const LAST = 253_402_300_799_000;
const FIRST = -62_167_219_200_000;

/** Midnight in UTC of a day of the calendar, null when there is none. */
function midnight(day: string, month: string, year: string): number | null {
  const index = MONTHS.indexOf(month[0]?.toUpperCase() + month.slice(1).toLowerCase());
  if (index === -1) return null;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), index, Number(day));
  return date.getUTCDate() === Number(day) ? date.getTime() : null;
}

/**
 * A `date-time` of APPEND, as in ` 7-Jul-1996 02:44:25 -0700`, without its quotes; in milliseconds since the epoch,
 * null when it is none. Second 60 counts as the next second, as POSIX time has it.
 */
export function parseDateTime(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const start = midnight(match[1] as string, match[2] as string, match[3] as string);
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])];
  const [zoneHours, zoneMinutes] = [Number(match[8]), Number(match[9])];
  if (start === null || hour > 23 || minute > 59 || second > 60 || zoneHours > 23 || zoneMinutes > 59) return null;
  const east = (match[7] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes);
  return start + ((hour * 60 + minute - east) * 60 + second) * 1000;
}

/** A `date-time` with its quotes, in UTC. What lies outside the years 0 … 9999 is put at their edge. */
export function printDateTime(milliseconds: number): string {
  const date = new Date(Math.min(LAST, Math.max(FIRST, milliseconds)));
  const day = String(date.getUTCDate()).padStart(2);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  return `"${day}-${MONTHS[date.getUTCMonth()]}-${year} ${date.toISOString().slice(11, 19)} +0000"`;
}

/**
 * A `date` of SEARCH, as in `1-Feb-1994`, with or without quotes: midnight in UTC of that day, in milliseconds since
 * the epoch; null when it is none.
 */
export function parseDay(text: string): number | null {
  const match = DAY.exec(text.length > 2 && text[0] === '"' && text.endsWith('"') ? text.slice(1, -1) : text);
  return match && midnight(match[1] as string, match[2] as string, match[3] as string);
}

/** Midnight in UTC of the day of a moment, to be compared with `parseDay` by BEFORE, ON and SINCE. */
export function dayOf(milliseconds: number): number {
  return Math.floor(milliseconds / DAY_MS) * DAY_MS;
}

/** A zone at the end of a Date field (RFC 5322 §3.3, §4.3). */
const ZONE = /(?:[+-]\d{4}|[a-z]{1,5})\s*$/i;

/**
 * The day that stands in a Date field, whatever its zone, for SENTBEFORE, SENTON and SENTSINCE ("disregarding time and
 * timezone", RFC 9051 §6.4.4); as `parseDay` gives it, null when the field is no date.
 */
export function sentDay(field: string): number | null {
  const local = parseDate(withoutComments(field.slice(0, 200)).replace(ZONE, '+0000'));
  return local === null ? null : dayOf(local);
}
