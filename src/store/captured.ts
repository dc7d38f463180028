import type { Description } from '../message/describe.js';
import { subjectAtAGlance } from '../message/glance.js';
import type { Envelope, Structure, Summary } from '../message/types.js';
import type { ReceivedFacts } from './facts.js';
import type { Capture, Delivery, Draft, EntryName, SessionTrace } from './types.js';

/** Bytes of a small message, all at hand. */
export interface Undescribed {
  readonly pieces: readonly Buffer[];
  describe(envelope: Envelope, pieces: readonly Buffer[]): Description;
}

type Known = Pick<Capture, 'summary' | 'structure' | 'tags'>;

/**
 * What is known of a message that is all there. It is described once, when the description is asked for. The description's
 * parts are not its own properties: read them, do not spread it (see `changed`).
 */
export class Captured implements Capture {
  readonly envelope: Envelope;
  readonly deliveries: readonly Delivery[];
  readonly session: SessionTrace | null;
  readonly receivedAt: number | undefined;
  readonly replaces: EntryName | undefined;
  readonly later: boolean;
  readonly #facts: ReceivedFacts;
  readonly #size: number;
  readonly #arrivedAt: number;
  /** Let go once the description is made. */
  #source: Description | Undescribed | null;
  #known: Known | null = null;

  constructor(
    readonly draft: Draft,
    facts: ReceivedFacts,
    source: Description | Undescribed,
  ) {
    this.envelope = facts.envelope;
    this.deliveries = facts.deliveries;
    this.session = facts.session ?? null;
    this.receivedAt = facts.receivedAt;
    this.replaces = facts.replaces;
    this.later = 'pieces' in source;
    this.#facts = facts;
    this.#size = draft.size;
    this.#arrivedAt = facts.receivedAt ?? Date.now();
    this.#source = source;
  }

  get summary(): Summary {
    return this.#describe().summary;
  }

  get structure(): Structure {
    return this.#describe().structure;
  }

  get tags(): readonly string[] {
    return this.#describe().tags ?? [];
  }

  get subject(): string {
    const [start] = this.#source && 'pieces' in this.#source ? this.#source.pieces : [];
    return (start && subjectAtAGlance(start)) ?? this.summary.subject;
  }

  #describe(): Known {
    if (this.#known) return this.#known;
    const source = this.#source as Description | Undescribed;
    const { envelope, deliveries } = this;
    const {
      structure,
      summary: found,
      tags: named,
    } = 'pieces' in source ? source.describe(envelope, source.pieces) : source;
    const { notes = [], tags = [], tagsOf } = this.#facts;
    const summary = notes.length > 0 ? { ...found, notes: [...notes, ...found.notes] } : found;
    const accounts = deliveries.map(({ account }) => account);
    const arrived = { size: this.#size, seen: false, receivedAt: this.#arrivedAt };
    const subject = { envelope, summary, tags, accounts, ...arrived };
    this.#known = { summary, structure, tags: [...(tagsOf?.(subject, named) ?? named), ...tags] };
    this.#source = null;
    return this.#known;
  }
}

/** A capture with some of its facts changed. */
export function changed(capture: Capture, change: Partial<Capture>): Capture {
  const { draft, envelope, summary, structure, session, deliveries, tags, receivedAt, replaces } = capture;
  return { draft, envelope, summary, structure, session, deliveries, tags, receivedAt, replaces, ...change };
}
