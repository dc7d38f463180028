import type { Indexed, Segment } from '../../search/index/segment.js';
import type { FlagSet } from '../flags.js';
import { Ordered } from './ordered.js';
import type { Slot } from './packs.js';

const NO_TAGS: readonly string[] = Object.freeze([]);

/** What is packed of a message, and where. */
export interface Description {
  readonly tags: readonly string[];
  /** What lists need. */
  readonly row: Slot;
  /** What only a message's own page needs: structure and session. */
  readonly details: Slot;
  /** What the driver needs to find the raw bytes; the model only carries it. */
  readonly bytes: unknown;
}

/** A message in the model. Its entries are a chain, newest first: most messages have two. */
export class MessageRecord implements Indexed {
  /** The newest entry; null only before the first and after the last. */
  entries: EntryRecord | null = null;
  /** Entries with \Seen. */
  seen = 0;
  alive = true;
  /** Where its signature is (`Model.index`). */
  segment: Segment | null = null;
  column = 0;
  /** The folded subject, kept with the signature: to look at all of them must not open all rows. Null: see the row. */
  subject: string | null = null;
  /** The likeliest one-time code in it, found with the signature: null for none, undefined before. */
  code: string | null | undefined = undefined;
  #describe: ((message: MessageRecord) => Description) | null;
  #tags: readonly string[] = NO_TAGS;
  #row: Slot | null = null;
  #details: Slot | null = null;
  #bytes: unknown = null;

  constructor(
    readonly id: string,
    readonly position: number,
    readonly receivedAt: number,
    readonly size: number,
    /** Makes the description of a fresh message, at the latest when it is asked for. */
    description: Description | ((message: MessageRecord) => Description),
  ) {
    this.#describe = typeof description === 'function' ? description : null;
    if (typeof description !== 'function') this.#take(description);
  }

  /** Not described yet. */
  get fresh(): boolean {
    return this.#describe !== null;
  }

  get tags(): readonly string[] {
    this.settle();
    return this.#tags;
  }

  set tags(tags: readonly string[]) {
    this.settle();
    this.#tags = tags;
  }

  get row(): Slot {
    this.settle();
    return this.#row as Slot;
  }

  get details(): Slot {
    this.settle();
    return this.#details as Slot;
  }

  get bytes(): unknown {
    this.settle();
    return this.#bytes;
  }

  /** Describes the message if it is fresh. */
  settle(): void {
    if (this.#describe) this.#take(this.#describe(this));
  }

  /** The message is gone: it is not described any more. */
  forget(): void {
    this.#describe = null;
  }

  #take({ tags, row, details, bytes }: Description): void {
    this.#describe = null;
    this.#tags = tags;
    this.#row = row;
    this.#details = details;
    this.#bytes = bytes;
  }
}

/** A message in a mailbox. */
export class EntryRecord {
  constructor(
    readonly mailbox: MailboxRecord,
    readonly message: MessageRecord,
    readonly uid: number,
    public modseq: number,
    public flags: FlagSet,
    /** Null where it is the message's `receivedAt`, as nearly always. */
    readonly internalDate: number | null,
    readonly savedAt: number | null,
    /** The entry that the message got before this one. */
    public next: EntryRecord | null,
  ) {}
}

const uidOf = (entry: EntryRecord): number => entry.uid;
const positionOf = (message: MessageRecord): number => message.position;

export const orderedMessages = (): Ordered<MessageRecord, number> => new Ordered(positionOf);

export class MailboxRecord {
  uidNext = 1;
  highestModseq = 1;
  unseen = 0;
  deleted = 0;
  size = 0;
  /** Entries from this UID on are \Recent for the next session that selects the mailbox. */
  recentFrom = 1;
  readonly entries = new Ordered<EntryRecord, number>(uidOf);
  /** Remembered expunges: modseq, first UID, last UID of each, one after the other. */
  expunges: number[] | null = null;
  /** Expunges at or below this modseq have been forgotten. */
  expungesFrom = 0;
  annotations: Map<string, string> | null = null;
  /** Its entries among those that the running operation is about; null between operations. */
  touched: EntryRecord[] | null = null;

  constructor(
    readonly id: string,
    readonly account: AccountRecord,
    public name: string,
    public uidValidity: number,
    readonly specialUse: string | null,
  ) {}
}

export class AccountRecord {
  /** Messages with an entry in one of the account's mailboxes, by arrival. */
  readonly messages = orderedMessages();
  unseen = 0;
  /** All mailboxes but INBOX; most accounts have no other. */
  others: Map<string, MailboxRecord> | null = null;
  subscriptions: Set<string> | null = null;
  annotations: Map<string, string> | null = null;
  /** What the annotations of the account and all its mailboxes count for. */
  annotationBytes = 0;
  /** Set right after construction: an account and its INBOX know each other. */
  inbox!: MailboxRecord;

  constructor(readonly name: string) {}

  mailbox(name: string): MailboxRecord | undefined {
    return name === 'INBOX' ? this.inbox : this.others?.get(name);
  }

  *mailboxes(): Generator<MailboxRecord, void> {
    yield this.inbox;
    if (this.others) yield* this.others.values();
  }
}
