/** Gathers many pieces of bytes into one parameter of a statement, which cuts them out of it again. */
export class Blob {
  readonly #pieces: Buffer[] = [];
  /** Where each piece begins, from 1, as `substring` counts. */
  readonly starts: number[] = [];
  readonly lengths: number[] = [];
  #end = 1;

  add(piece: string | Buffer): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.#pieces.push(bytes);
    this.starts.push(this.#end);
    this.lengths.push(bytes.length);
    this.#end += bytes.length;
  }

  get bytes(): Buffer {
    return this.#pieces.length === 1 ? (this.#pieces[0] as Buffer) : Buffer.concat(this.#pieces);
  }
}
