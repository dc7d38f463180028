const LF = 0x0a;
const DOT = 0x2e;
const LINE_DOT = Buffer.from('\n.');

/**
 * The bytes of a message as a multi-line response has them (RFC 1939 §3): a dot before each line that begins with one,
 * and a line with one dot at the end.
 *
 * A line begins behind LF, whether CR stands before it or not: many clients end a line at a bare LF, and for them a
 * message with LF, dot, LF in it would end there, with the rest of it taken for our answers.
 */
export class DotStuffer {
  #lineStart = true;
  /** The last two octets; as if a line had ended before the first one. */
  #tail = '\r\n';

  /** The chunk itself when there is nothing to put into it. */
  push(chunk: Buffer): Buffer {
    if (chunk.length === 0) return chunk;
    const dots: number[] = this.#lineStart && chunk[0] === DOT ? [0] : [];
    for (let at = chunk.indexOf(LINE_DOT); at !== -1; at = chunk.indexOf(LINE_DOT, at + 2)) dots.push(at + 1);
    this.#lineStart = chunk[chunk.length - 1] === LF;
    this.#tail = (this.#tail + chunk.toString('latin1', Math.max(0, chunk.length - 2))).slice(-2);
    if (dots.length === 0) return chunk;
    const stuffed = Buffer.allocUnsafe(chunk.length + dots.length);
    let from = 0;
    let to = 0;
    for (const dot of dots) {
      to += chunk.copy(stuffed, to, from, dot);
      stuffed[to++] = DOT;
      from = dot;
    }
    chunk.copy(stuffed, to, from);
    return stuffed;
  }

  /** What ends the response; a last line without CRLF gets it. */
  end(): string {
    return this.#tail === '\r\n' ? '.\r\n' : '\r\n.\r\n';
  }
}
