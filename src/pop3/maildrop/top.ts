const LF = 0x0a;
const CR = 0x0d;

/** Finds where a message's header and some lines of its body end, however the bytes are cut. */
class TopScanner {
  #inHeader = true;
  /** The present line has more than CR in it; one that has not ends the header. */
  #text = false;

  constructor(private left: number) {}

  /** The offset behind the last wanted line, or -1 when all of the chunk is wanted, and perhaps more. */
  push(chunk: Buffer): number {
    for (let at = 0; at < chunk.length; ) {
      const lf = chunk.indexOf(LF, at);
      const end = lf === -1 ? chunk.length : lf;
      for (let octet = at; octet < end && !this.#text; octet++) this.#text = chunk[octet] !== CR;
      if (lf === -1) return -1;
      at = lf + 1;
      if (!this.#inHeader) this.left--;
      else if (!this.#text) this.#inHeader = false;
      this.#text = false;
      if (!this.#inHeader && this.left === 0) return at;
    }
    return -1;
  }
}

/** The header of a message, the empty line behind it, and the first `lines` lines of its body (RFC 1939 §7, TOP). */
export async function* topOf(content: AsyncIterable<Buffer>, lines: number): AsyncGenerator<Buffer> {
  const scanner = new TopScanner(lines);
  for await (const chunk of content) {
    const end = scanner.push(chunk);
    yield end === -1 ? chunk : chunk.subarray(0, end);
    if (end !== -1) return;
  }
}
