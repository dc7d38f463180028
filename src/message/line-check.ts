import { MAX_LINE } from './limits.js';
import type { NoteList } from './notes.js';

const LF = 0x0a;
const CR = 0x0d;

/** Notes NUL bytes, lone CRs and LFs and long lines. Each search stops at the first find, so clean mail pays most. */
export class LineCheck {
  readonly #notes: NoteList;
  #nul = false;
  #bareCr = false;
  #bareLf = false;
  #long = false;
  /** The last chunk ended with CR. */
  #crPending = false;

  constructor(notes: NoteList) {
    this.#notes = notes;
  }

  /** @param base offset of the chunk in the message */
  chunk(bytes: Buffer, base: number): void {
    if (!this.#nul) {
      const nul = bytes.indexOf(0);
      if (nul !== -1) {
        this.#nul = true;
        this.#notes.add('nul-byte', base + nul);
      }
    }
    if (!this.#bareCr) this.#returns(bytes, base);
  }

  #returns(bytes: Buffer, base: number): void {
    if (this.#crPending && bytes[0] !== LF) {
      this.#foundCr(base - 1);
      return;
    }
    this.#crPending = false;
    for (let cr = bytes.indexOf(CR); cr !== -1; cr = bytes.indexOf(CR, cr + 2)) {
      if (cr + 1 === bytes.length) {
        this.#crPending = true;
        return;
      }
      if (bytes[cr + 1] !== LF) {
        this.#foundCr(base + cr);
        return;
      }
    }
  }

  #foundCr(at: number): void {
    this.#bareCr = true;
    this.#notes.add('bare-cr', at);
  }

  /** A line `[start, end)` of the message, without its line break, which was CRLF or LF. */
  line(start: number, end: number, crlf: boolean): void {
    if (!crlf && !this.#bareLf) {
      this.#bareLf = true;
      this.#notes.add('bare-lf', end);
    }
    this.longLine(start, end);
  }

  longLine(start: number, end: number): void {
    if (end - start <= MAX_LINE || this.#long) return;
    this.#long = true;
    this.#notes.add('long-line', start);
  }

  /** @param size bytes of the message */
  end(size: number): void {
    if (this.#crPending && !this.#bareCr) this.#foundCr(size - 1);
  }
}
