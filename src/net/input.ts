import type { Readable } from 'node:stream';
import { ConnectionOver } from './connection-over.js';

const LF = 0x0a;
const CR = 0x0d;
const EMPTY = Buffer.alloc(0);

/** A line without its line break; of one that is too long only the beginning. */
export interface Line {
  readonly bytes: Buffer;
  readonly tooLong: boolean;
}

/** Octets kept of a line that is too long: its tag, for the answer. */
const HEAD = 128;

/**
 * What the client sends, pulled piece by piece: a source is read only when somebody waits for its bytes, so a client
 * that sends faster than it is answered is held back by TCP. Holds at most one line and one chunk of the source.
 */
export class Input {
  #source: Readable;
  #chunk: Buffer = EMPTY;
  #at = 0;
  #wake: (() => void) | null = null;
  #ended = false;
  /** Hears of each chunk that comes in: the client is alive. */
  onActivity: () => void = () => {};
  /** Called before waiting for more from the client: what it has not been told yet is to be sent now. */
  onWait: () => void = () => {};

  constructor(source: Readable) {
    this.#source = source;
    this.#listen();
  }

  /** Bytes that are here and not read yet. */
  get #buffered(): number {
    return this.#chunk.length - this.#at;
  }

  /** Lets go of the source. Returns what came in already and was not read. */
  detach(): Buffer {
    const rest = Buffer.from(this.#chunk.subarray(this.#at));
    this.#chunk = EMPTY;
    this.#at = 0;
    this.#source.off('readable', this.#onReadable).off('end', this.#onEnd).off('close', this.#onEnd);
    return rest;
  }

  /** Reads from this source from now on. */
  attach(source: Readable): void {
    this.#ended = false;
    this.#source = source;
    this.#listen();
  }

  /** Ends whatever waits, as if the client had gone. */
  end(): void {
    this.#onEnd();
  }

  /**
   * The next line without its line break (CRLF, or a lone LF), or null when the client is gone. Of a line longer than
   * `max` the rest is thrown away; it is `tooLong` then.
   */
  async line(max: number): Promise<Line | null> {
    let pieces: Buffer[] | null = null;
    let length = 0;
    let tooLong = false;
    for (;;) {
      const lf = this.#chunk.indexOf(LF, this.#at);
      const end = lf === -1 ? this.#chunk.length : lf;
      const piece = this.#chunk.subarray(this.#at, end);
      this.#at = lf === -1 ? end : lf + 1;
      if (!tooLong && length + piece.length > max + 1) {
        tooLong = true;
        pieces = [Buffer.concat([...(pieces ?? []), piece.subarray(0, HEAD)]).subarray(0, HEAD)];
      } else if (!tooLong && piece.length > 0) {
        if (lf !== -1 && pieces === null) return { bytes: withoutCr(piece), tooLong };
        pieces ??= [];
        // The chunk is given back when the next one comes.
        pieces.push(lf === -1 ? Buffer.from(piece) : piece);
        length += piece.length;
      }
      if (lf !== -1) return { bytes: withoutCr(Buffer.concat(pieces ?? [])), tooLong };
      if (!(await this.#more())) return null;
    }
  }

  /**
   * The next `length` octets, in pieces as they come. A piece is valid until `take` returns its promise.
   * @throws ConnectionOver when the client goes away before all is there
   */
  async each(length: number, take: (piece: Buffer) => Promise<void> | undefined): Promise<void> {
    let left = length;
    while (left > 0) {
      if (this.#buffered === 0 && !(await this.#more())) throw new ConnectionOver();
      const piece = this.#chunk.subarray(this.#at, Math.min(this.#at + left, this.#chunk.length));
      this.#at += piece.length;
      left -= piece.length;
      const wait = take(piece);
      if (wait) await wait;
    }
  }

  /** The next `length` octets. @throws ConnectionOver */
  async bytes(length: number): Promise<Buffer> {
    const all = Buffer.allocUnsafe(length);
    let at = 0;
    await this.each(length, (piece) => {
      at += piece.copy(all, at);
      return undefined;
    });
    return all;
  }

  /** Replaces the empty chunk by the next one; false when there will be none. */
  async #more(): Promise<boolean> {
    for (;;) {
      const chunk = this.#source.read() as Buffer | null;
      if (chunk !== null) {
        this.#chunk = chunk;
        this.#at = 0;
        this.onActivity();
        return true;
      }
      if (this.#ended || this.#source.readableEnded || this.#source.destroyed) return false;
      this.onWait();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #listen(): void {
    this.#source.on('readable', this.#onReadable).on('end', this.#onEnd).on('close', this.#onEnd);
  }

  readonly #onReadable = (): void => {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#onReadable();
  };
}

function withoutCr(line: Buffer): Buffer {
  return line.length > 0 && line[line.length - 1] === CR ? line.subarray(0, -1) : line;
}
