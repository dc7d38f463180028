import { TextIndex } from '../../../search/index/text-index.js';
import type { FlagSet, FlagSets } from '../../flags.js';
import { Model } from '../../model/model.js';
import { Packs, Slot } from '../../model/packs.js';
import { AccountRecord, type EntryRecord, MailboxRecord, type MessageRecord } from '../../model/records.js';
import { Counted } from './counted.js';

const positionOf = (message: MessageRecord): number => message.position;
const uidOf = (entry: EntryRecord): number => entry.uid;

/** Knows how long descriptions are, which is all that changes ask of them; the database has them. */
class Lengths extends Packs {
  override put(length: number): Slot {
    return new Slot(null, 0, length);
  }
  override free(): void {}
}

/** The database finds texts by itself. */
class NoIndex extends TextIndex<MessageRecord> {
  override note(): void {}
  override forget(): void {}
}

/** What a row of `mailboxes` said when it was read or last written. */
export interface MailboxBefore {
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly highestModseq: number;
  readonly exists: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly recent: number;
  readonly size: number;
  readonly recentFrom: number;
  readonly expungesFrom: number;
}

/** A mailbox of which the database has the entries; `expunges` are those of this transaction only. */
export class WorkMailbox extends MailboxRecord {
  override readonly entries: Counted<EntryRecord, number>;
  before: MailboxBefore;

  constructor(id: string, account: AccountRecord, specialUse: string | null, before: MailboxBefore) {
    super(id, account, before.name, before.uidValidity, specialUse);
    this.before = before;
    this.uidNext = before.uidNext;
    this.highestModseq = before.highestModseq;
    this.unseen = before.unseen;
    this.deleted = before.deleted;
    this.size = before.size;
    this.recentFrom = before.recentFrom;
    this.expungesFrom = before.expungesFrom;
    this.entries = new Counted(uidOf, before.exists);
  }
}

export interface AccountBefore {
  readonly messages: number;
  readonly unseen: number;
  readonly annotationBytes: number;
  readonly empty: boolean;
}

/** An account of which the database has the messages; its mailboxes and subscriptions are at hand. */
export class WorkAccount extends AccountRecord {
  override readonly messages: Counted<MessageRecord, number>;
  subscriptionsBefore: ReadonlySet<string> = new Set();
  /** Its annotations and those of its mailboxes are at hand. */
  annotationsLoaded = false;

  constructor(
    name: string,
    public before: AccountBefore,
  ) {
    super(name);
    this.unseen = before.unseen;
    this.annotationBytes = before.annotationBytes;
    this.messages = new Counted(positionOf, before.messages);
  }
}

/** An entry as the database has it. */
export interface EntryBefore {
  readonly modseq: number;
  readonly flags: FlagSet;
  readonly ordinal: number;
}

/** A message as the database has it. */
export interface MessageBefore {
  readonly entries: ReadonlyMap<EntryRecord, EntryBefore>;
  readonly seen: number;
  readonly tags: readonly string[];
  readonly body: string;
  readonly generation: number;
}

/** The part of the model that a transaction works on. Its counts are those of the whole. */
export class WorkModel extends Model {
  override arrivals = new Counted<MessageRecord, number>(positionOf);
  override readonly rows = new Lengths(0);
  override readonly details = new Lengths(0);
  override readonly index = new NoIndex(0);

  constructor(override readonly flags: FlagSets) {
    super();
  }
}
