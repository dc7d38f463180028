import { randomUUID } from 'node:crypto';
import { Slice } from '../../lib/slice.js';
import { PeerError } from './endpoint.js';

/** Bytes of a text in JSON from which on it is taken apart. */
const LONG = 64 * 1024;
/** Texts that are passed over before others have their turn. */
const TURN = 1000;
/** Bytes of base64 that are decoded at a time: short of a millisecond. */
const PIECE = 128 * 1024;

/** Commas in the head of a data URL; more are none. */
const COMMAS = 100;

const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Takes the long texts out of JSON, so that what has to be read at one go is small: attachments of megabytes would hold
 * the event loop up for as long as it takes to parse them. What is left has a word in the place of each.
 */
export class LongTexts {
  readonly #mark = randomUUID();
  readonly #texts: Buffer[] = [];
  readonly #used = new Set<number>();

  /**
   * @param most bytes that may be left
   * @returns what is left
   * @throws PeerError 413
   */
  async takeFrom(json: Buffer, most: number): Promise<Buffer> {
    const left: Buffer[] = [];
    const slice = new Slice();
    let from = 0;
    let taken = 0;
    for (let open = json.indexOf(QUOTE), n = 0; open >= 0; n++) {
      const close = endOf(json, open + 1);
      if (close < 0) break;
      if (close - open > LONG) {
        left.push(json.subarray(from, open + 1), Buffer.from(`${this.#mark}${this.#texts.length}`));
        this.#texts.push(json.subarray(open + 1, close));
        taken += close - open;
        from = close;
      } else if (close - taken > most) break;
      if (n % TURN === 0) await slice.turn();
      open = json.indexOf(QUOTE, close + 1);
    }
    left.push(json.subarray(from));
    if (json.length - taken > most) throw new PeerError(413, `Beside its long texts the body is over ${most} bytes.`);
    return Buffer.concat(left);
  }

  /** A text whole, taken out or not. @throws PeerError 413 above `most` bytes */
  text(given: string, most: number): string {
    const taken = this.#taken(given);
    if (!taken) return given;
    if (taken.length > most) throw new PeerError(413, `A text is over ${most} bytes.`);
    return JSON.parse(`"${taken.toString()}"`) as string;
  }

  /**
   * What a text says in base64, behind the last comma of a data URL; in pieces, for it may be long.
   * @throws PeerError 400
   */
  async base64(given: string, what: string): Promise<Buffer[]> {
    const text = this.#taken(given) ?? Buffer.from(given);
    const slice = new Slice();
    const pieces: Buffer[] = [];
    let carried = '';
    let ended = false;
    for (let at = behindCommas(text, what); at < text.length; at += PIECE) {
      let piece = carried + text.toString('latin1', at, at + PIECE);
      // A piece may end between a backslash and what it stands before.
      const cut = piece.endsWith('\\') ? '\\' : '';
      // Encoders may write a slash so, and break lines.
      piece = piece
        .slice(0, piece.length - cut.length)
        .replace(/\\[/nrt]|\s/g, (found) => (found === '\\/' ? '/' : ''));
      const whole = piece.length - (piece.length % 4);
      carried = piece.slice(whole) + cut;
      piece = piece.slice(0, whole);
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(piece) || (ended && piece !== '')) throw notBase64(what);
      ended ||= piece.endsWith('=');
      pieces.push(Buffer.from(piece, 'base64'));
      await slice.turn();
    }
    if (carried !== '') throw notBase64(what);
    return pieces;
  }

  /** Called when all is read. @throws PeerError 413 when a text was taken out of a field that takes no long one */
  end(): void {
    if (this.#used.size < this.#texts.length)
      throw new PeerError(413, `A field other than text and content is too long.`);
  }

  #taken(given: string): Buffer | undefined {
    if (!given.startsWith(this.#mark)) return undefined;
    const at = Number(given.slice(this.#mark.length));
    this.#used.add(at);
    return this.#texts[at];
  }
}

const notBase64 = (what: string) => new PeerError(400, `${what} is no base64`);

/** Forwards, since that is done by the machine's own search: fifty megabytes are some milliseconds. */
function behindCommas(text: Buffer, what: string): number {
  let behind = 0;
  for (let n = 0; ; n++) {
    const comma = text.indexOf(COMMA, behind);
    if (comma < 0) return behind;
    if (n === COMMAS) throw notBase64(what);
    behind = comma + 1;
  }
}

/** Where the quote is that ends a text of JSON; -1 when there is none. */
function endOf(json: Buffer, from: number): number {
  for (let at = json.indexOf(QUOTE, from); at >= 0; at = json.indexOf(QUOTE, at + 1)) {
    let before = at;
    while (before > from && json[before - 1] === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return -1;
}
