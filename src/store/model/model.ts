import { TextIndex } from '../../search/index/text-index.js';
import { AccountNotFound, MailboxNotFound, MessageNotFound } from '../errors.js';
import { FlagSets } from '../flags.js';
import { DESCRIPTION_BLOCK, INDEX_SEGMENTS, PLAIN_DESCRIPTIONS } from '../limits.js';
import { mailboxName } from '../mailbox-name.js';
import type { Position, StoreEvent } from '../types.js';
import { Fresh } from './fresh.js';
import { Ordered } from './ordered.js';
import { Packs } from './packs.js';
import { type AccountRecord, type MailboxRecord, type MessageRecord, orderedMessages } from './records.js';

/**
 * All that a store knows but for the raw bytes, in memory. The operations beside this file change it; each is
 * synchronous, checks everything before it changes anything, and depends on nothing but its arguments and the model:
 * no clock, no chance. So a driver may write operations to a journal, run them when they are safe, and get the same
 * model by running them again.
 */
export class Model {
  position: Position = 0;
  readonly messages = new Map<string, MessageRecord>();
  readonly arrivals = orderedMessages();
  readonly accounts = new Map<string, AccountRecord>();
  readonly accountNames = new Ordered<AccountRecord, string>((account) => account.name);
  readonly mailboxes = new Map<string, MailboxRecord>();
  readonly flags = new FlagSets();
  readonly rows = new Packs(PLAIN_DESCRIPTIONS, DESCRIPTION_BLOCK);
  readonly details = new Packs(PLAIN_DESCRIPTIONS, DESCRIPTION_BLOCK);
  /** Messages that are not described yet. */
  readonly fresh = new Fresh();
  /** Says which messages may contain a text. */
  readonly index = new TextIndex<MessageRecord>(INDEX_SEGMENTS);
  /** Accounts that may go when there are too many, the longest empty first. */
  readonly empty = new Set<AccountRecord>();
  lastUidValidity = 0;
  /** Raw bytes of all messages. */
  bytes = 0;
  /** What `maxBytes` bounds: raw bytes and an estimate of everything else that is kept for the messages. */
  cost = 0;
  /** What all annotations count for. */
  annotationBytes = 0;
  unseen = 0;
  appended = 0;
  deleted = 0;

  /** @throws MessageNotFound */
  message(id: string): MessageRecord {
    const message = this.messages.get(id);
    if (!message) throw new MessageNotFound(id);
    return message;
  }

  /** @throws AccountNotFound */
  account(name: string): AccountRecord {
    const account = this.accounts.get(name);
    if (!account) throw new AccountNotFound(name);
    return account;
  }

  /** @throws AccountNotFound, MailboxNotFound */
  mailbox(account: string, name: string): MailboxRecord {
    const record = this.account(account);
    let mailbox: MailboxRecord | undefined;
    try {
      mailbox = record.mailbox(mailboxName(name));
    } catch {
      // A name that cannot be is a mailbox that is not there.
    }
    if (!mailbox) throw new MailboxNotFound(name);
    return mailbox;
  }

  /** @throws MailboxNotFound */
  mailboxById(id: string): MailboxRecord {
    const mailbox = this.mailboxes.get(id);
    if (!mailbox) throw new MailboxNotFound(id);
    return mailbox;
  }
}

/** What an operation caused, in order: events for the hub, and messages whose bytes the driver may give back. */
export class Changes {
  readonly events: StoreEvent[] = [];
  readonly removed: MessageRecord[] = [];

  /** @param quiet takes positions but keeps no events: for commands that were told before */
  constructor(
    private readonly model: Model,
    readonly quiet = false,
  ) {}

  /** The position of the event that is added next. */
  next(): Position {
    return ++this.model.position;
  }

  add(event: StoreEvent): void {
    if (!this.quiet) this.events.push(event);
  }
}
