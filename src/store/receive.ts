import { Describer } from '../message/describe.js';
import type { Envelope, Note } from '../message/types.js';
import type { SearchSubject } from '../search/predicate.js';
import type { Store } from './store.js';
import type { Capture, Delivery, Draft, Message, SessionTrace } from './types.js';

/** What is known of a message when its last byte is there. */
export interface ReceivedFacts {
  readonly envelope: Envelope;
  readonly deliveries: readonly Delivery[];
  readonly session?: SessionTrace | null;
  /** In addition to those that the message names itself (X-Tags). */
  readonly tags?: readonly string[];
  /** Asked for further tags, by what is known of the message so far. */
  readonly tagsOf?: (subject: SearchSubject) => readonly string[];
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

  /** Takes a chunk; its buffer may be used again afterwards. Returns a promise only when the caller must wait. */
  write(chunk: Buffer): Promise<void> | undefined {
    this.#describer.write(chunk);
    return this.#draft.write(chunk);
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
    const tags = [...named, ...(facts.tags ?? [])];
    const accounts = deliveries.map(({ account }) => account);
    const known = { envelope, summary, tags, accounts, size: this.size, seen: false };
    return {
      draft: this.#draft,
      envelope,
      summary,
      structure,
      session,
      deliveries,
      tags: [...tags, ...(facts.tagsOf?.({ ...known, receivedAt: receivedAt ?? Date.now() }) ?? [])],
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
