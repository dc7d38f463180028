import { SCAN_SLICE_MS } from '../limits.js';
import { pause } from '../model/search.js';
import type { DiskFile } from './disk.js';
import { NEWLINE } from './line.js';

const CHUNK = 1024 * 1024;
/** No line of ours comes near: longer ones are damage, and must not be gathered in memory. */
const LONGEST_LINE = 256 * 1024 * 1024;

/** A piece of the journal up to a newline, or the unfinished end of it. */
export interface RawLine {
  /** Without the newline; a view that is good only until the next line. */
  readonly bytes: Buffer;
  /** Where it begins in the file. */
  readonly start: number;
  /** Behind its newline. */
  readonly end: number;
  /** It ends with a newline. */
  readonly whole: boolean;
}

/**
 * Calls `take` for each line between two offsets of a file, in order. Memory stays bounded by the longest line.
 * @param gently lets others run every few milliseconds
 */
export async function readLines(
  file: DiskFile,
  range: { start: number; end: number },
  take: (line: RawLine) => void,
  gently: boolean,
): Promise<void> {
  // One buffer for all: a new one each time would wait for the collector by the hundred.
  const buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, Math.max(range.end - range.start, 1)));
  let rest: Buffer[] = [];
  let restLength = 0;
  let lineStart = range.start;
  let since = performance.now();
  for (let at = range.start; at < range.end; ) {
    const chunk = buffer.subarray(0, Math.min(CHUNK, range.end - at));
    const length = await file.read(chunk, at);
    if (length === 0) break;
    let from = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline === -1 || newline >= length) break;
      const piece = chunk.subarray(from, newline);
      const bytes = restLength > 0 ? Buffer.concat([...rest, piece]) : piece;
      rest = [];
      restLength = 0;
      from = newline + 1;
      take({ bytes, start: lineStart, end: at + from, whole: true });
      lineStart = at + from;
      if (gently && performance.now() - since > SCAN_SLICE_MS) {
        await pause();
        since = performance.now();
      }
    }
    if (from < length && restLength < LONGEST_LINE) {
      rest.push(Buffer.from(chunk.subarray(from, length)));
      restLength += length - from;
    }
    at += length;
  }
  if (restLength > 0) take({ bytes: Buffer.concat(rest), start: lineStart, end: range.end, whole: false });
}
