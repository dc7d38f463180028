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
  let rest: Buffer[] = [];
  let restLength = 0;
  let lineStart = range.start;
  let since = performance.now();
  let at = range.start;
  for await (const chunk of chunks(file, range)) {
    const { length } = chunk;
    let from = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, from);
      if (newline === -1) break;
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

/** A file's bytes, of which the next are read while these are looked at. Each chunk is good only until the next one. */
async function* chunks(file: DiskFile, { start, end }: { start: number; end: number }): AsyncGenerator<Buffer, void> {
  const size = Math.min(CHUNK, Math.max(end - start, 1));
  // Two buffers for all: a new one each time would wait for the collector by the hundred.
  let buffer = Buffer.allocUnsafeSlow(size);
  let other = end - start > size ? Buffer.allocUnsafeSlow(size) : buffer;
  const read = (target: Buffer, at: number): Promise<number> => {
    const length = file.read(target.subarray(0, Math.min(size, end - at)), at);
    // It may fail while nobody waits for it yet.
    length.catch(() => {});
    return length;
  };
  let next = start < end ? read(buffer, start) : Promise.resolve(0);
  try {
    for (let at = start; at < end; ) {
      const length = await next;
      if (length === 0) return;
      const chunk = buffer.subarray(0, length);
      at += length;
      [buffer, other] = [other, buffer];
      if (at < end) next = read(buffer, at);
      yield chunk;
    }
  } finally {
    // Whoever gives up may close the file at once.
    await next.catch(() => {});
  }
}
