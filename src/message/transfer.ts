/**
 * Content-Transfer-Encoding (RFC 2045 §6), undone piece by piece. One pass with a few bytes of state: libbase64 and
 * libqp keep the whole input for that, and a 50 MB attachment must go through a download without being in memory.
 */
export interface TransferDecoder {
  /** Decodes what can be decoded by now. The answer may share memory with `chunk`. */
  write(chunk: Buffer): Buffer;
  /** The rest. The decoder must not be used afterwards. */
  end(): Buffer;
}

const EMPTY = Buffer.alloc(0);

const PAD = 64;
const JUNK = 255;

/** Value of each byte as a base64 digit; `-` and `_` count too, since some senders use RFC 4648 §5's alphabet. */
const DIGITS = new Uint8Array(256).fill(JUNK);
for (const [i, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries()) {
  DIGITS[char.charCodeAt(0)] = i;
}
DIGITS[0x2d] = 62;
DIGITS[0x5f] = 63;
DIGITS[0x3d] = PAD;

/**
 * RFC 2045 §6.8: everything outside the alphabet is skipped. Padding ends a group and not the data, because some
 * senders pad every line; missing padding is forgiven.
 */
class Base64Decoder implements TransferDecoder {
  #bits = 0;
  #digits = 0;

  write(chunk: Buffer): Buffer {
    const out = Buffer.allocUnsafe(((chunk.length + 3) * 3) >> 2);
    let bits = this.#bits;
    let digits = this.#digits;
    let length = 0;
    for (let i = 0; i < chunk.length; i++) {
      const value = DIGITS[chunk[i] as number] as number;
      if (value < PAD) {
        bits = (bits << 6) | value;
        if (++digits === 4) {
          out[length++] = bits >> 16;
          out[length++] = bits >> 8;
          out[length++] = bits;
          bits = digits = 0;
        }
      } else if (value === PAD) {
        length = this.#flush(bits, digits, out, length);
        bits = digits = 0;
      }
    }
    this.#bits = bits;
    this.#digits = digits;
    return out.subarray(0, length);
  }

  end(): Buffer {
    const out = Buffer.allocUnsafe(2);
    return out.subarray(0, this.#flush(this.#bits, this.#digits, out, 0));
  }

  /** Writes the whole bytes of an unfinished group. */
  #flush(bits: number, digits: number, out: Buffer, length: number): number {
    if (digits === 2) out[length++] = bits >> 4;
    else if (digits === 3) {
      out[length++] = bits >> 10;
      out[length++] = bits >> 2;
    }
    return length;
  }
}

/** Value of each byte as a hexadecimal digit; lower case is illegal (RFC 2045 §6.7 (1)) and common. */
const HEX = new Uint8Array(256).fill(JUNK);
for (let i = 0; i < 16; i++) {
  HEX[i.toString(16).charCodeAt(0)] = i;
  HEX[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Longest run of white space (with an `=` before it) looked through, in bytes: a line may have 998 (RFC 5322 §2.1.1). */
const MAX_RUN = 1000;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;

/**
 * RFC 2045 §6.7: `=XX`, soft line breaks (also with white space before the line break), and white space at the end
 * of a line, which some relay added, removed. Escapes that are none stay as they are. At most an escape or a run of
 * white space waits for the next chunk; of a longer run than MAX_RUN the first bytes are taken as text.
 */
class QuotedPrintableDecoder implements TransferDecoder {
  #held: Buffer = EMPTY;

  write(chunk: Buffer): Buffer {
    return this.#decode(this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk, false);
  }

  end(): Buffer {
    return this.#decode(this.#held, true);
  }

  #decode(bytes: Buffer, last: boolean): Buffer {
    const end = bytes.length;
    const out = Buffer.allocUnsafe(end);
    let length = 0;
    let i = 0;
    this.#held = EMPTY;
    while (i < end) {
      const byte = bytes[i] as number;
      if (byte !== EQUALS && byte !== SPACE && byte !== TAB) {
        out[length++] = byte;
        i++;
        continue;
      }
      if (byte === EQUALS && i + 2 < end) {
        const high = HEX[bytes[i + 1] as number] as number;
        const low = HEX[bytes[i + 2] as number] as number;
        if (high !== JUNK && low !== JUNK) {
          out[length++] = (high << 4) | low;
          i += 3;
          continue;
        }
      }
      let next = i + 1;
      const bound = Math.min(end, i + MAX_RUN);
      while (next < bound && (bytes[next] === SPACE || bytes[next] === TAB)) next++;
      const bounded = next - i === MAX_RUN;
      // Is what follows known? An escape needs two bytes, CRLF too.
      const known = next < end && (bytes[next] !== CR || next + 1 < end) && (byte !== EQUALS || i + 2 < end);
      if (!last && !known && !bounded) {
        this.#held = Buffer.from(bytes.subarray(i));
        break;
      }
      const lineEnds = next === end ? last : bytes[next] === LF || (bytes[next] === CR && bytes[next + 1] === LF);
      if (!lineEnds || bounded) {
        while (i < next) out[length++] = bytes[i++] as number;
      } else if (byte === EQUALS) i = next < end ? next + (bytes[next] === CR ? 2 : 1) : end;
      else i = next;
    }
    return out.subarray(0, length);
  }
}

/** 7bit, 8bit, binary, and whatever is not known (RFC 2045 §6.4 wants those opaque; readers show them as they are). */
class IdentityDecoder implements TransferDecoder {
  write(chunk: Buffer): Buffer {
    return chunk;
  }

  end(): Buffer {
    return EMPTY;
  }
}

/** A decoder for a Content-Transfer-Encoding (any case); the sum of its outputs does not depend on how chunks are cut. */
export function createTransferDecoder(encoding: string): TransferDecoder {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return new Base64Decoder();
  if (name === 'quoted-printable') return new QuotedPrintableDecoder();
  return new IdentityDecoder();
}

/** Undoes a Content-Transfer-Encoding at once. Never throws; what is no valid encoding is skipped or kept as it is. */
export function decodeTransfer(encoding: string, bytes: Buffer): Buffer {
  const decoder = createTransferDecoder(encoding);
  const start = decoder.write(bytes);
  const rest = decoder.end();
  return rest.length > 0 ? Buffer.concat([start, rest]) : start;
}
