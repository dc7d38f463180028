import { readPartialRange } from '../fetch/modifiers.js';
import { numberPieces, setPieces, writePieces } from '../session/pieces.js';
import type { Session } from '../session/session.js';
import type { Args } from '../wire/args.js';
import { BadCommand } from '../wire/errors.js';

/** What an extended SEARCH wants to know (RFC 9051 §6.4.4, RFC 5182, RFC 9394). */
export interface Returns {
  min: boolean;
  max: boolean;
  all: boolean;
  count: boolean;
  save: boolean;
  /** RFC 5267 §4.3: what it finds is kept true. */
  update: boolean;
  partial: { readonly first: number; readonly last: number } | null;
}

/** `(MIN COUNT)`; `()` asks for ALL. */
export function readReturns(args: Args): Returns {
  const returns: Returns = { ...PLAIN, all: false };
  args.list(() => {
    const option = args.atom('a return option');
    if (option === 'MIN') returns.min = true;
    else if (option === 'MAX') returns.max = true;
    else if (option === 'ALL') returns.all = true;
    else if (option === 'COUNT') returns.count = true;
    else if (option === 'SAVE') returns.save = true;
    else if (option === 'UPDATE') returns.update = true;
    // RFC 5267 §4.1: a hint that the same will be asked again; there is nothing to prepare.
    else if (option === 'CONTEXT') return;
    else if (option === 'PARTIAL') {
      if (returns.partial) throw new BadCommand('There may be one PARTIAL');
      args.sp();
      returns.partial = readPartialRange(args);
    } else throw new BadCommand(`SEARCH has no return option ${option} here`);
  });
  // RFC 9394 §3.1
  if (returns.partial && returns.all) throw new BadCommand('PARTIAL and ALL exclude each other');
  const { min, max, count, save, partial } = returns;
  if (!min && !max && !count && !save && !partial) returns.all = true;
  return returns;
}

/** Messages that were found, ascending, or in the order of SORT. */
export interface Found {
  readonly uids: readonly number[];
  /** The numbers that the client asked for: sequence numbers, or UIDs. */
  readonly numbers: readonly number[];
  /** Their mod-sequences, when they are to be told. */
  readonly modseqs: readonly number[] | null;
}

/** What a SEARCH without RETURN is answered with, where ESEARCH answers it (RFC 9051 §7.3.4). */
export const PLAIN: Returns = {
  min: false,
  max: false,
  all: true,
  count: false,
  save: false,
  update: false,
  partial: null,
};

/** Whether there is anything to tell: SAVE by itself is told nothing (RFC 5182 §2.4). */
const asks = ({ min, max, all, count, partial }: Returns): boolean => min || max || all || count || partial !== null;

/** `* ESEARCH (TAG "a1") UID MIN 2 COUNT 3 ALL 2,10:11` (RFC 4731 §3.1; in the order of SORT: RFC 5267 §3). */
export async function tellFound(
  { out }: Session,
  found: Found,
  { tag, uid, returns }: { tag: string; uid: boolean; returns: Returns },
): Promise<void> {
  if (asks(returns)) await writePieces(out, foundPieces(found, { tag, uid, returns }));
}

/** `* SEARCH 2 84 882 (MODSEQ 917162500)`, `* SORT 5 3 4 1 2` (RFC 7162 §3.1.5, §3.1.6). */
export async function tellPlain(
  out: Session['out'],
  command: 'SEARCH' | 'SORT',
  { numbers, modseqs }: Found,
): Promise<void> {
  out.write(`* ${command}`);
  await writePieces(out, numberPieces(numbers));
  out.line(modseqs !== null && numbers.length > 0 ? ` (MODSEQ ${largest(modseqs)})` : '');
}

function* foundPieces(
  found: Found,
  { tag, uid, returns }: { tag: string; uid: boolean; returns: Returns },
): Generator<string, void> {
  const { numbers } = found;
  yield `* ESEARCH (TAG "${tag}")${uid ? ' UID' : ''}`;
  if (numbers.length > 0) {
    if (returns.min) yield ` MIN ${numbers[0]}`;
    if (returns.max) yield ` MAX ${numbers.at(-1)}`;
    if (returns.all) {
      yield ' ALL ';
      yield* setPieces(numbers);
    }
  }
  if (returns.count) yield ` COUNT ${numbers.length}`;
  if (returns.partial) {
    const { first, last } = returns.partial;
    const some = places(numbers, returns.partial);
    yield ` PARTIAL (${first}:${last} `;
    if (some.length === 0) yield 'NIL';
    else yield* setPieces(some);
    yield ')';
  }
  if (found.modseqs !== null && numbers.length > 0) yield ` MODSEQ ${modseqOf(found.modseqs, returns)}`;
  yield '\r\n';
}

/** The highest mod-sequence of what is told: of MIN's and MAX's messages where no others are asked for (RFC 4731 §3.2). */
function modseqOf(modseqs: readonly number[], returns: Returns): number {
  if (!onlyEnds(returns)) return largest(modseqs);
  return Math.max(returns.min ? (modseqs[0] as number) : 0, returns.max ? (modseqs.at(-1) as number) : 0);
}

const onlyEnds = ({ min, max, all, count, partial }: Returns): boolean => (min || max) && !all && !count && !partial;

/** What `$` stands for after SAVE (RFC 5182 §2.1): all, or what MIN and MAX found. */
export function savedOf({ uids }: Found, returns: Returns): readonly number[] {
  const { min, max } = returns;
  if (!onlyEnds(returns) || uids.length === 0) return [...uids].sort((a, b) => a - b);
  const saved = new Set<number>();
  if (min) saved.add(uids[0] as number);
  if (max) saved.add(uids.at(-1) as number);
  return [...saved].sort((a, b) => a - b);
}

function places(numbers: readonly number[], { first, last }: { first: number; last: number }): readonly number[] {
  if (first > 0) return numbers.slice(first - 1, last);
  return numbers.slice(Math.max(0, numbers.length + last), numbers.length + first + 1);
}

const largest = (numbers: readonly number[]): number => numbers.reduce((a, b) => Math.max(a, b));
