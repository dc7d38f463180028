import { randomBytes } from 'node:crypto';
import { DraftUsed } from '../errors.js';
import type { Draft } from '../types.js';
import { CHUNK_BYTES } from './limits.js';

/** Where the raw bytes of a message are in the database. */
export interface Place {
  readonly body: string;
  readonly generation: number;
}

/** Where the full chunks of messages go that are still arriving. */
export interface Spill {
  /** Makes the body known as that of a draft. @returns the generation that its chunks go to */
  begin(body: string): Promise<number>;
  /** @throws when the database does not take it */
  chunk(place: Place, n: number, bytes: Buffer): Promise<void>;
  /** Removes what `begin` and `chunk` wrote. */
  forget(place: Place): Promise<void>;
}

/** A UUIDv7 that names the bytes of a message; they sort by when the message began to arrive. */
function newBody(now: number): string {
  const random = randomBytes(10).toString('hex');
  const time = Math.floor(now).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-8${random.slice(3, 6)}-${random.slice(6, 18)}`;
}

/**
 * The bytes of an arriving message: in memory up to one chunk, what is more goes to the database while it arrives, so
 * that no message is ever whole in memory. When `room` is passed they are dropped and only counted on.
 */
export class PostgresDraft implements Draft {
  readonly body: string;
  size = 0;
  overflowed = false;
  /** Called when it needs nothing any more. */
  onEnd: () => void = () => {};
  #pieces: Buffer[] = [];
  #held = 0;
  /** Chunks that are in the database. */
  #spilled = 0;
  #generation: number | null = null;
  #state: 'open' | 'claimed' | 'done' = 'open';
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(
    private readonly spill: Spill,
    /** Most bytes that a message may have. */
    private readonly room: number,
    now: number,
  ) {
    this.body = newBody(now);
  }

  write(chunk: Buffer): Promise<void> | undefined {
    if (this.#state !== 'open') throw new DraftUsed();
    this.size += chunk.length;
    if (this.overflowed) return undefined;
    if (this.size > this.room) {
      this.overflowed = true;
      this.#pieces = [];
      this.#held = 0;
      return undefined;
    }
    this.#pieces.push(Buffer.from(chunk));
    this.#held += chunk.length;
    return this.#held > CHUNK_BYTES ? this.#spillFull() : undefined;
  }

  /** Sends all full chunks; whoever writes waits, so that little is held. */
  #spillFull(): Promise<void> {
    const bytes = Buffer.concat(this.#pieces);
    let at = 0;
    for (; bytes.length - at > CHUNK_BYTES; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, at + CHUNK_BYTES);
      const n = this.#spilled++;
      this.#writing = this.#writing.then(async () => {
        this.#generation ??= await this.spill.begin(this.body);
        await this.spill.chunk({ body: this.body, generation: this.#generation }, n, chunk);
      });
    }
    this.#pieces = [Buffer.from(bytes.subarray(at))];
    this.#held = bytes.length - at;
    this.#writing.catch((error: unknown) => {
      this.#failure ??= error;
    });
    return this.#writing;
  }

  async discard(): Promise<void> {
    if (this.#state === 'open') await this.release();
  }

  /**
   * From here on it is its caller's alone, who keeps or releases it. Resolves when all full chunks are written.
   * @throws DraftUsed at once; rejects with what a chunk failed with
   */
  claim(): Promise<void> {
    if (this.#state !== 'open') throw new DraftUsed();
    this.#state = 'claimed';
    return this.#written();
  }

  async #written(): Promise<void> {
    await this.#writing.catch(() => {});
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Where its chunks are; null while there are none. */
  get generation(): number | null {
    return this.#generation;
  }

  /** What is not in the database yet: the last chunk, and how many are before it. */
  get rest(): { readonly n: number; readonly bytes: Buffer } {
    return { n: this.#spilled, bytes: Buffer.concat(this.#pieces) };
  }

  /** Bytes in memory. */
  get held(): number {
    return this.#held;
  }

  /** They are kept; memory is given back. */
  kept(): void {
    this.#state = 'done';
    this.onEnd();
    this.#pieces = [];
    this.#held = 0;
  }

  /** Forgets the bytes, also those in the database; what cannot be removed now is removed by the housekeeping. */
  async release(): Promise<void> {
    if (this.#state === 'done') return;
    this.kept();
    await this.#writing.catch(() => {});
    const { body, generation } = this;
    if (generation !== null) await this.spill.forget({ body, generation }).catch(() => {});
  }
}
