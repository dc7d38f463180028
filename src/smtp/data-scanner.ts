const CRLF_DOT = Buffer.from('\r\n.');
const HELD_DOT = Buffer.from('.');
const HELD_DOT_CR = Buffer.from('.\r');

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

/** Where in a line the next byte stands. */
enum At {
  /** Inside a line. */
  Text,
  /** After CR. */
  Cr,
  /** At the start of a line: after CRLF, or at the very beginning. */
  Line,
  /** After a dot that starts a line; the dot is held back. */
  Dot,
  /** After such a dot and CR; both are held back. */
  DotCr,
}

/**
 * Finds the end of DATA and takes out dot-stuffing (RFC 5321 §4.5.2), however the network cuts the bytes.
 *
 * Only CRLF.CRLF is the end, and only CRLF ends a line (RFC 5321 §2.3.8): bare CR and LF are content, and dots after
 * them are too. That is what keeps the message as it was sent, and keeps commands from being smuggled into it.
 * A dot that starts a line and is followed by something else than a dot was not stuffed by the client; it is kept.
 */
export class DataScanner {
  #at: At = At.Line;

  /**
   * Takes the next bytes and calls `emit` for the content in them, in order. May move bytes inside `chunk`.
   * Returns the offset behind the end of DATA, or -1 when it was not there; after the end nothing may be pushed.
   */
  push(chunk: Buffer, emit: (content: Buffer) => void): number {
    const length = chunk.length;
    /** Content found and not emitted yet is [from, to); it is moved to the left when a stuffed dot was taken out. */
    let from = 0;
    let to = 0;
    /** First byte not looked at. */
    let next = 0;

    const take = (end: number): void => {
      // [next, end) is content.
      if (to === next) to = end;
      else if (from === to) {
        from = next;
        to = end;
      } else {
        chunk.copyWithin(to, next, end);
        to += end - next;
      }
      next = end;
    };
    const release = (held: Buffer): void => {
      // What was held back turns out to be content; its bytes may lie in an earlier chunk.
      if (to > from) emit(chunk.subarray(from, to));
      from = to = next;
      emit(held);
    };

    while (next < length) {
      switch (this.#at) {
        case At.Text: {
          const dot = chunk.indexOf(CRLF_DOT, next);
          if (dot === -1) {
            this.#at = endOf(chunk, next);
            take(length);
          } else {
            take(dot + 2);
            next = dot + 3;
            this.#at = At.Dot;
          }
          break;
        }
        case At.Cr:
          if (chunk[next] === LF) {
            this.#at = At.Line;
            take(next + 1);
          } else if (chunk[next] === CR) {
            take(next + 1);
          } else this.#at = At.Text;
          break;
        case At.Line:
          if (chunk[next] === DOT) {
            this.#at = At.Dot;
            next++;
          } else if (chunk[next] === CR) {
            this.#at = At.Cr;
            take(next + 1);
          } else this.#at = At.Text;
          break;
        case At.Dot:
          if (chunk[next] === CR) {
            this.#at = At.DotCr;
            next++;
          } else {
            // `..`: the held dot was stuffed and is forgotten. Anything else: it was content.
            if (chunk[next] !== DOT) release(HELD_DOT);
            this.#at = At.Text;
            if (chunk[next] === DOT) take(next + 1);
          }
          break;
        case At.DotCr:
          if (chunk[next] === LF) {
            if (to > from) emit(chunk.subarray(from, to));
            return next + 1;
          }
          release(HELD_DOT_CR);
          this.#at = At.Cr;
          break;
      }
    }
    if (to > from) emit(chunk.subarray(from, to));
    return -1;
  }
}

/** Where a chunk ends that holds no CRLF followed by a dot from `start` on, and began inside a line. */
function endOf(chunk: Buffer, start: number): At {
  const last = chunk.length - 1;
  if (chunk[last] === CR) return At.Cr;
  return chunk[last] === LF && last > start && chunk[last - 1] === CR ? At.Line : At.Text;
}
