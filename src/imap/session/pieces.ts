import { Slice } from '../../lib/slice.js';
import type { Output } from '../../net/output.js';
import { printRange, rangesInOrder } from '../text/sequence-set.js';

/** Numbers that are printed at a time: a few KB. */
const NUMBERS_AT_A_TIME = 500;

/**
 * Writes a line that may be long, piece by piece and without its end: a hundred thousand numbers are neither printed at
 * once nor kept for a client that does not read.
 * @throws ConnectionOver when the client is gone
 */
export async function writePieces(out: Output, pieces: Iterable<string>): Promise<void> {
  const slice = new Slice();
  for (const piece of pieces) {
    out.write(piece);
    const wait = out.ready();
    if (wait) await wait;
    await slice.turn();
  }
}

/** ` 2 84 882`, with a space before each. */
export function* numberPieces(numbers: readonly number[]): Generator<string, void> {
  for (let at = 0; at < numbers.length; at += NUMBERS_AT_A_TIME)
    yield ` ${numbers.slice(at, at + NUMBERS_AT_A_TIME).join(' ')}`;
}

/** `2,10:11`, as a set: in the order given, ranges only where numbers follow each other. `""` for none. */
export function* setPieces(numbers: Iterable<number>): Generator<string, void> {
  let piece = '';
  let ranges = 0;
  for (const range of rangesInOrder(numbers)) {
    if (ranges > 0) piece += ',';
    piece += printRange(range);
    if (++ranges % NUMBERS_AT_A_TIME > 0) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
