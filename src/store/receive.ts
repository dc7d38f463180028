import { setImmediate } from 'node:timers/promises';
import { Describer } from '../message/describe.js';
import type { Envelope, Note } from '../message/types.js';
import type { SearchSubject } from '../search/predicate.js';
import type { Store } from './store.js';
import type { Capture, Delivery, Draft, Message, SessionTrace } from './types.js';

/** Bytes that are described at a time, and milliseconds after which others have their turn: 16 KiB may be 1,600 parts. */
const PIECE = 16 * 1024;
const TURN_MS = 8;

/**
 * Which tags a message gets, beside those that whoever brings it gives it.
 * @param subject what is known of it so far; its `tags` are those that it has
 * @param named those that its header names (X-Tags), which count only when they are returned
 */
export type TagsOf = (subject: SearchSubject, named: readonly string[]) => readonly string[];

/** What is known of a message when its last byte is there. */
export interface ReceivedFacts {
  readonly envelope: Envelope;
  readonly deliveries: readonly Delivery[];
  readonly session?: SessionTrace | null;
  /** In addition to those that the message names itself (X-Tags). */
  readonly tags?: readonly string[];
  /** Without it, the tags are those that the message names, and `tags`. */
  readonly tagsOf?: TagsOf;
  /** Milliseconds since the epoch; default now. */
  readonly receivedAt?: number;
  /** What a strict server would have refused on the way in; kept before the message's own notes. */
  readonly notes?: readonly Note[];
}

/** One message on its way in: its bytes are kept and described in one pass, and seen by nobody before `commit`. */
export class Receiver {
  readonly #store: Store;
  readonly #draft: Draft;
  readonly #describer = new Describer();

  constructor(store: Store) {
    this.#store = store;
    this.#draft = store.draft();
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
    const described = this.#describe(chunk, 0);
    if (!described) return this.#draft.write(chunk);
    return described.then(() => this.#draft.write(chunk));
  }

  /** Describes from an offset on, in pieces that hold nobody up. */
  #describe(chunk: Buffer, from: number): Promise<void> | undefined {
    const began = chunk.length - from > PIECE ? performance.now() : 0;
    for (let at = from; at < chunk.length; at += PIECE) {
      if (at > from && performance.now() - began > TURN_MS) {
        return setImmediate().then(() => this.#describe(chunk, at));
      }
      this.#describer.write(at === 0 && chunk.length <= PIECE ? chunk : chunk.subarray(at, at + PIECE));
    }
    return undefined;
  }

  /** Forgets everything. Harmless after `commit` or a second time. */
  discard(): Promise<void> {
    return this.#draft.discard();
  }

  /** What `Store.append` needs, once all bytes are there. Nothing more can be written. */
  capture(facts: ReceivedFacts): Capture {
    const { envelope, deliveries, session = null, receivedAt, notes = [] } = facts;
    const { structure, summary: found, tags: named } = this.#describer.end(envelope);
    const summary = notes.length > 0 ? { ...found, notes: [...notes, ...found.notes] } : found;
    const { tags = [] } = facts;
    const accounts = deliveries.map(({ account }) => account);
    const arrived = { size: this.size, seen: false, receivedAt: receivedAt ?? Date.now() };
    const known = { envelope, summary, tags, accounts, ...arrived };
    return {
      draft: this.#draft,
      envelope,
      summary,
      structure,
      session,
      deliveries,
      tags: [...(facts.tagsOf?.(known, named) ?? named), ...tags],
      receivedAt,
    };
  }

  /** Keeps the message (see `Store.append`, whose errors these are); when it rejects, nothing is kept. */
  async commit(facts: ReceivedFacts): Promise<Message> {
    try {
      return await this.#store.append(this.capture(facts));
    } catch (error) {
      await this.#draft.discard();
      throw error;
    }
  }
}
