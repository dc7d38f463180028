import type { UidRange } from '../../store/types.js';

/** Something that should be a sequence set (RFC 9051 §9) and is none, or names a message that is not there. */
export class BadSequenceSet extends Error {}

/** `$`: the saved result of SEARCH (RFC 9051 §6.4.4.1). */
export const SAVED = '$';

/** Two ends, in the order in which they were given; `*` is Infinity until the set is resolved. */
export interface SetRange {
  readonly from: number;
  readonly to: number;
}

/** A set as a client sends it. */
export type SequenceSet = readonly SetRange[] | typeof SAVED;

/** Ranges of one set: more than a command line of 64 KB can hold. */
const MAX_RANGES = 32 * 1024;
/** nz-number: 32 bits without zero. */
const MAX_NUMBER = 4_294_967_295;
const STAR = Number.POSITIVE_INFINITY;

const COLON = 0x3a;
const COMMA = 0x2c;
const ASTERISK = 0x2a;
const ZERO = 0x30;

/**
 * Reads a sequence set, in time and memory of its text, whatever numbers are in it.
 * @throws BadSequenceSet
 */
export function parseSequenceSet(text: string): SequenceSet {
  if (text === SAVED) return SAVED;
  const bad = (): BadSequenceSet => new BadSequenceSet(`${JSON.stringify(text.slice(0, 100))} is no sequence set.`);
  const ranges: SetRange[] = [];
  let at = 0;
  const number = (): number => {
    if (text.charCodeAt(at) === ASTERISK) {
      at++;
      return STAR;
    }
    const start = at;
    let value = 0;
    for (; at < text.length && at - start <= 10; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === start || text.charCodeAt(start) === ZERO || value > MAX_NUMBER) throw bad();
    return value;
  };
  for (;;) {
    const from = number();
    let to = from;
    if (text.charCodeAt(at) === COLON) {
      at++;
      to = number();
    }
    if (ranges.length === MAX_RANGES) throw new BadSequenceSet(`The set has more than ${MAX_RANGES} ranges.`);
    ranges.push({ from, to });
    if (at === text.length) return ranges;
    if (text.charCodeAt(at++) !== COMMA) throw bad();
  }
}

/** Sorted, without overlap, neighbours joined. */
function normalised(ranges: UidRange[]): UidRange[] {
  let sorted = true;
  for (let i = 1; sorted && i < ranges.length; i++) {
    sorted = (ranges[i] as UidRange).first > (ranges[i - 1] as UidRange).last + 1;
  }
  if (sorted) return ranges;
  ranges.sort((a, b) => a.first - b.first);
  const out: UidRange[] = [];
  let { first, last } = ranges[0] as UidRange;
  for (const range of ranges) {
    if (range.first > last + 1) {
      out.push({ first, last });
      ({ first, last } = range);
    } else if (range.last > last) last = range.last;
  }
  out.push({ first, last });
  return out;
}

/**
 * The UIDs a set means, ascending, cut at the largest UID of the mailbox (0 when it is empty). `*` is that UID, so
 * that `4:*` means it even when it is smaller than 4 (RFC 9051 §9, seq-range). UIDs that are not there mean nothing.
 */
export function resolveUids(set: readonly SetRange[], maxUid: number): UidRange[] {
  const ranges: UidRange[] = [];
  for (const { from, to } of set) {
    const a = from === STAR ? maxUid : from;
    const b = to === STAR ? maxUid : to;
    const first = Math.min(a, b);
    const last = Math.min(Math.max(a, b), maxUid);
    if (first <= last && first > 0) ranges.push({ first, last });
  }
  return normalised(ranges);
}

/**
 * The sequence numbers a set means, ascending.
 * @param exists messages in the mailbox
 * @param options.lenient what is not there is left out instead
 * @throws BadSequenceSet when it names a message that is not there, `*` of an empty mailbox too (RFC 9051 §9,
 * seq-number)
 */
export function resolveSequence(set: readonly SetRange[], exists: number, { lenient = false } = {}): UidRange[] {
  const ranges: UidRange[] = [];
  for (const { from, to } of set) {
    const a = from === STAR ? exists : from;
    const b = to === STAR ? exists : to;
    const last = Math.min(Math.max(a, b), lenient ? exists : STAR);
    if (lenient && (Math.min(a, b) > last || last === 0)) continue;
    if (last > exists || last === 0) {
      const named = last === 0 ? '*' : String(last);
      throw new BadSequenceSet(`There is no message ${named}; the mailbox has ${exists}.`);
    }
    ranges.push({ first: Math.min(a, b), last });
  }
  return normalised(ranges);
}

/** Whether a number is in ascending ranges; takes the logarithm of their number. */
export function inRanges(ranges: readonly UidRange[], number: number): boolean {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as UidRange).last < number) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && (ranges[low] as UidRange).first <= number;
}

/** Numbers as ranges, in the order given: a range is where one follows the other. */
export function* rangesInOrder(numbers: Iterable<number>): Generator<UidRange, void> {
  let first = 0;
  let last = 0;
  for (const number of numbers) {
    if (first > 0 && number === last + 1) {
      last = number;
      continue;
    }
    if (first > 0) yield { first, last };
    first = last = number;
  }
  if (first > 0) yield { first, last };
}

/** Ascending numbers as ranges. */
export const toRanges = (ascending: Iterable<number>): UidRange[] => [...rangesInOrder(ascending)];

export const printRange = ({ first, last }: UidRange): string =>
  first === last ? String(first) : `${first}:${last === STAR ? '*' : last}`;

/** Ranges as a set, `1,3:5`; `""` for none, which no set may be. */
export const printRanges = (ranges: readonly UidRange[]): string => ranges.map(printRange).join(',');

/** Ascending numbers as the shortest set; `""` for none. Others stand as they are, ranges only where they follow each other. */
export const printSet = (numbers: Iterable<number>): string => printRanges(toRanges(numbers));
