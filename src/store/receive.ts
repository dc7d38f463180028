import { SharedSlice } from '../lib/shared-slice.js';
import { Describer, type Description } from '../message/describe.js';
import type { Envelope } from '../message/types.js';
import { Captured } from './captured.js';
import type { ReceivedFacts } from './facts.js';
import { DESCRIBED_LATER } from './limits.js';
import type { Store } from './store.js';
import type { Capture, Draft, Message } from './types.js';

export type { ReceivedFacts, Tagging, TagsOf } from './facts.js';

/** Bytes that are described at a time: 16 KiB may be 1,600 parts. */
const PIECE = 16 * 1024;
/** What all messages that arrive may take together before others have their turn, milliseconds. */
const SLICE = new SharedSlice(8);

/**
 * One message on its way in: seen by nobody before `commit`. A large one is described while its bytes pass, so that they
 * need not be read again; a small one, which the store has at hand, when somebody wants to know.
 */
export class Receiver {
  readonly #store: Store;
  readonly #draft: Draft;
  #describer: Describer | null;

  constructor(store: Store) {
    this.#store = store;
    this.#draft = store.draft();
    this.#describer = this.#draft.pieces ? null : new Describer();
  }

  /** Bytes so far. */
  get size(): number {
    return this.#draft.size;
  }

  /**
   * Takes a chunk; its buffer may be used again afterwards. Returns a promise only when the caller must wait: for the
   * store, or for others to have their turn while a chunk of thousands of parts is gone through.
   */
  write(chunk: Buffer): Promise<void> | undefined {
    if (!this.#describer && this.size + chunk.length <= DESCRIBED_LATER) return this.#draft.write(chunk);
    const described = this.#describe(this.#begin(), chunk, 0);
    if (!described) return this.#draft.write(chunk);
    return described.then(() => this.#draft.write(chunk));
  }

  /** The message is too large to be gone through at one go. */
  #begin(): Describer {
    this.#describer ??= describerOf(this.#draft.pieces ?? []);
    return this.#describer;
  }

  /** Describes from an offset on, in pieces, as long as others need not wait for it. */
  #describe(describer: Describer, chunk: Buffer, from: number): Promise<void> | undefined {
    for (let at = from; at < chunk.length; at += PIECE) {
      const turn = SLICE.turn();
      if (turn) return turn.then(() => this.#describe(describer, chunk, at));
      const piece = at === 0 && chunk.length <= PIECE ? chunk : chunk.subarray(at, at + PIECE);
      SLICE.run(() => describer.write(piece));
    }
    // So that nothing more is read of a connection in this turn.
    return SLICE.turn();
  }

  /** Forgets everything. Harmless after `commit` or a second time. */
  discard(): Promise<void> {
    return this.#draft.discard();
  }

  /** What `Store.append` needs, once all bytes are there. Nothing more can be written. */
  capture(facts: ReceivedFacts): Capture {
    const { envelope } = facts;
    const pieces = this.#draft.pieces ?? [];
    return new Captured(this.#draft, facts, this.#describer ? this.#describer.end(envelope) : { pieces, describe });
  }

  /** Keeps the message (see `Store.append`, whose errors these are); when it rejects, nothing is kept. */
  async commit(facts: ReceivedFacts): Promise<Message> {
    try {
      // The description of ten thousand parts takes a slice of its own to pack.
      if (this.#describer) await SLICE.turn();
      return await this.#store.append(this.capture(facts));
    } catch (error) {
      await this.#draft.discard();
      throw error;
    }
  }
}

function describerOf(pieces: readonly Buffer[]): Describer {
  const describer = new Describer();
  for (const piece of pieces) describer.write(piece);
  return describer;
}

const describe = (envelope: Envelope, pieces: readonly Buffer[]): Description => describerOf(pieces).end(envelope);
