import { withoutComments } from './comments.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Hours east of UTC of RFC 5322 §4.3's names. Single letters and all other names count as `-0000` there. */
const ZONES: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

const DATE =
  /^\s*(?:[a-z]{3,9}\s*,?\s*)?(\d{1,2})\s+([a-z]{3})[a-z]{0,6}\s+(\d{2,5})\s+(\d{1,2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2}))?\s*(?:([+-])(\d{2})(\d{2})|([a-z]{1,5}))\s*$/i;

/** Characters looked at: the longest sensible date with comments. */
const MAX_DATE = 200;

/** RFC 5322 §4.3: two digits mean 1950 … 2049, three are years since 1900. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length > 3) return year;
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year;
}

/**
 * A Date field's value (RFC 5322 §3.3 with the obsolete forms of §4.3: comments, white space, short years, zone
 * names) in milliseconds since the epoch; null when it is none or no day of the calendar.
 */
export function parseDate(value: string): number | null {
  const match = DATE.exec(withoutComments(value.slice(0, MAX_DATE)));
  if (!match) return null;
  const day = Number(match[1]);
  const month = MONTHS.indexOf((match[2] as string).toLowerCase());
  const year = fullYear(match[3] as string);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6] ?? 0);
  // Second 60 is a leap second (§3.3) and counts as the next second, as POSIX time has it.
  if (month < 0 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCDate() !== day) return null;
  const east = match[7]
    ? (match[7] === '-' ? -1 : 1) * (Number(match[8]) * 60 + Number(match[9]))
    : 60 * (ZONES[(match[10] as string).toUpperCase()] ?? 0);
  return date.setUTCHours(hour, minute, second) - east * 60_000;
}
