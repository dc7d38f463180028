/** Bytes of a header that are looked at for addresses. */
const LIMIT = 256 * 1024;

/** Keeps the beginning of a message up to the empty line, while the message passes by. */
export class HeaderTap {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  write(chunk: Buffer): void {
    if (this.#size >= LIMIT) return;
    // Copied: the chunk's memory may be used again.
    this.#chunks.push(Buffer.from(chunk.subarray(0, LIMIT - this.#size)));
    this.#size += chunk.length;
  }

  /** The header, without the empty line if there is one. */
  header(): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    const text = bytes.toString('latin1');
    const end = /\r?\n\r?\n/.exec(text);
    return end ? bytes.subarray(0, end.index + (end[0].length >> 1)) : bytes;
  }
}
