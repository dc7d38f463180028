import { randomFillSync } from 'node:crypto';

/** Random bytes are fetched by the pageful: one call to the generator for each id would cost more than the id. */
const POOL = Buffer.allocUnsafe(4096);
let used = POOL.length;

function random(bytes: number): Buffer {
  if (used + bytes > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += bytes;
  return POOL.subarray(used - bytes, used);
}

const HEX = Buffer.from('0123456789abcdef');
/** The id that is being written; dashes stay. */
const text = Buffer.from('00000000-0000-7000-8000-000000000000');

/** Writes the lowest `digits` hexadecimal digits of a number below 2^53. */
function hex(value: number, at: number, digits: number): void {
  let rest = value;
  for (let i = at + digits - 1; i >= at; i--) {
    text[i] = HEX[rest % 16] as number;
    rest = Math.floor(rest / 16);
  }
}

/**
 * Makes UUIDv7 (RFC 9562 §5.7) that strictly ascend: within one millisecond by a counter in the 12 bits of rand_a and
 * the next 18 bits (§6.2 method 1), and when the clock goes back by staying at the last time.
 */
export class IdSource {
  #time = 0;
  #count = 0;

  /** An id for `now`, milliseconds since the epoch. */
  next(now: number): string {
    const bytes = random(10);
    if (now > this.#time) {
      this.#time = Math.floor(now);
      // Begins in the lower half, so that half a billion ids fit into the same millisecond.
      this.#count = bytes.readUInt32BE(4) >>> 3;
    } else if (++this.#count >= 2 ** 30) {
      this.#time++;
      this.#count = 0;
    }
    const low = this.#count & 0x3ffff;
    hex(Math.floor(this.#time / 0x10000), 0, 8);
    hex(this.#time, 9, 4);
    hex(this.#count >>> 18, 15, 3);
    hex(0x8000 | (low >>> 4), 19, 4);
    hex(((low & 0xf) << 12) | (bytes.readUInt16BE(8) & 0xfff), 24, 4);
    hex(bytes.readUInt32BE(0), 28, 8);
    // One flat string: ids are kept by the hundred thousand, and joined pieces would take five times the room.
    return text.toString('latin1');
  }

  /** Continues behind an id that was made before, e.g. by an earlier process on the same data. */
  continueAfter(id: string): void {
    const time = timeOf(id);
    if (time < this.#time) return;
    this.#time = time;
    this.#count = 2 ** 30 - 1;
  }
}

/** The milliseconds since the epoch that an id carries: when its message came into the store. */
export function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
