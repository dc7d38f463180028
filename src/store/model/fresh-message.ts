import type { Envelope, Structure, Summary } from '../../message/types.js';
import type { Capture, Location, Message, Position, SessionTrace, StoreEvent } from '../types.js';
import { canonicalTags } from './mark.js';
import type { MessageRecord } from './records.js';
import { locationsOf } from './views.js';

/**
 * A message that has just arrived, as those see it who are told: it describes itself when they look into it. Few do while
 * mail pours in. Its parts are not its own properties: read them, do not spread it.
 */
export class FreshMessage implements Message {
  readonly id: string;
  readonly position: Position;
  readonly receivedAt: number;
  readonly size: number;
  readonly envelope: Envelope;
  readonly seen: boolean;
  readonly session: SessionTrace | null;
  readonly locations: readonly Location[];
  readonly #capture: Omit<Capture, 'draft'>;

  constructor(message: MessageRecord, capture: Omit<Capture, 'draft'>) {
    this.id = message.id;
    this.position = message.position;
    this.receivedAt = message.receivedAt;
    this.size = message.size;
    this.seen = message.seen > 0;
    this.locations = locationsOf(message);
    this.envelope = capture.envelope;
    this.session = capture.session ?? null;
    this.#capture = capture;
  }

  get summary(): Summary {
    return this.#capture.summary;
  }

  get tags(): readonly string[] {
    return canonicalTags(this.#capture.tags);
  }

  get structure(): Structure {
    return this.#capture.structure;
  }

  /** The subject alone, for less than the summary may cost. */
  get subject(): string {
    return this.#capture.subject ?? this.#capture.summary.subject;
  }

  /** All of it, as plain values. */
  toJSON(): Message {
    const { id, position, receivedAt, size, envelope, summary, tags, seen, structure, session, locations } = this;
    return { id, position, receivedAt, size, envelope, summary, tags, seen, structure, session, locations };
  }
}

/** The event that tells of one. */
export class FreshEvent implements Extract<StoreEvent, { type: 'message' }> {
  readonly type = 'message';

  constructor(
    readonly position: Position,
    readonly message: FreshMessage,
    readonly locations: readonly Location[],
  ) {}

  get subject(): string {
    return this.message.subject;
  }
}
