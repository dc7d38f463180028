import type { Outbox } from './outbox.js';
import type {
  Account,
  Annotation,
  ByteRange,
  Capture,
  Copied,
  Draft,
  Entry,
  EntryPage,
  FlagChange,
  ListOptions,
  Mailbox,
  Message,
  MessageChange,
  Page,
  Position,
  Selection,
  SharedInboxes,
  SharedText,
  StoreEvent,
  StoreLoad,
  StoreStats,
  SubscribeOptions,
  Subscription,
  Survey,
  UidRange,
} from './types.js';

export type * from './types.js';

/**
 * The heart of the house: what keeps messages and gives them to mailboxes. Every driver keeps the same promise,
 * and `contract.ts` proves it for each:
 *
 * - `append` resolves only when the message survives what the driver promises; if it rejects, nothing is kept.
 * - A message is seen everywhere (lists, mailboxes, events) at one moment, when all of it can be read.
 * - Raw bytes come back identical, whole or by range.
 * - Pages cost what they carry, not what lies behind them.
 * - In one mailbox UIDs and modseqs strictly ascend and never come back; events arrive in that order.
 *
 * Every method may reject with `StoreClosed` after `close`, and with `StoreUnavailable` when the medium fails.
 */
export interface Store {
  readonly kind: 'memory' | 'json' | 'postgres';
  /** Names this store's series of positions; a position means nothing in a store with another epoch. */
  readonly epoch: string;
  /** The position of the latest change; 0 in a new store. */
  readonly position: Position;
  /** Why changes cannot be kept at present (a full disk, say); null when they can, as far as is known. */
  readonly failure: Error | null;
  /** The folder of a store that has one, absolute; null for others. */
  readonly folder: string | null;
  /** Where the settings of all nodes are; undefined for a store that one process has to itself. */
  readonly settings?: SharedText;
  /** The inboxes that all nodes lend; undefined as above. */
  readonly inboxes?: SharedInboxes;
  /** Where mail waits on its way out, kept as the store's is; undefined: nowhere. To be opened and closed apart. */
  readonly outbox?: Outbox;
  /** How busy it is; undefined as above. */
  readonly load?: StoreLoad;

  open(): Promise<void>;
  /** Ends subscriptions and gives everything back. Harmless a second time. */
  close(): Promise<void>;
  /** Walks everything (entries ↔ messages ↔ bytes, UIDs, UIDNEXT, modseq, counts, sizes) and names what does not fit. */
  verify(): Promise<string[]>;
  stats(): Promise<StoreStats>;

  /** A place for the bytes of a message that is arriving. */
  draft(): Draft;
  /**
   * Keeps a message and gives it to its mailboxes, making accounts and mailboxes that are not there. A mailbox named
   * twice gets it once. Evicts the oldest messages when a bound is passed, never the new one.
   * @throws StoreFull when it cannot fit even so; the draft is then discarded.
   * @throws EntryNotFound, MailboxNotFound when there is no entry that it could replace
   */
  append(capture: Capture): Promise<Message>;
  /**
   * Keeps several messages, or none: they are seen at one moment, in the order given, and in a mailbox that gets all of
   * them their UIDs follow one another (RFC 3502). Resolves to them in that order.
   * @throws what `append` throws, for any of them; all drafts are then discarded.
   */
  appendAll(captures: readonly Capture[]): Promise<Message[]>;

  /** @throws MessageNotFound */
  get(id: string): Promise<Message>;
  /**
   * The raw bytes, whole or a range (clipped to the message), with back-pressure: nothing is read ahead of the reader.
   * A reader that has begun may finish although the message is deleted meanwhile, or gets MessageNotFound; never wrong bytes.
   * @throws MessageNotFound, from the first step
   */
  read(id: string, range?: ByteRange): AsyncIterable<Buffer>;
  /**
   * The likeliest one-time code of a message, where the store has looked for it already: null when there is none,
   * undefined when it has not looked, or the message is not there.
   */
  likelyCode?(id: string): string | null | undefined;
  list(options: ListOptions): Promise<Page>;
  /** Deletes messages everywhere. Unknown ids are passed over. Resolves to the number deleted. */
  delete(selection: Selection): Promise<number>;
  /** Resolves to the number of messages that matched. Unknown ids are passed over. */
  update(selection: Selection, change: MessageChange): Promise<number>;

  /** All accounts by name, a page at a time: names after `after`, optionally containing `contains` (any case). */
  accounts(options: {
    limit: number;
    after?: string;
    contains?: string;
  }): Promise<{ accounts: Account[]; next: string | null; total: number }>;
  /** @throws AccountNotFound */
  account(name: string): Promise<Account>;
  /** Makes the account (with its INBOX) unless it is there. */
  ensureAccount(name: string): Promise<Account>;
  /** Takes the account with its mailboxes; messages that are nowhere else go too. @throws AccountNotFound */
  deleteAccount(name: string): Promise<void>;

  /** All mailboxes of an account by name. @throws AccountNotFound */
  mailboxes(account: string): Promise<Mailbox[]>;
  /** @throws AccountNotFound, MailboxNotFound */
  mailbox(account: string, name: string): Promise<Mailbox>;
  /** @throws MailboxNotFound */
  mailboxById(id: string): Promise<Mailbox>;
  /** All that a session needs to know of a mailbox to select it. @throws MailboxNotFound */
  survey(mailboxId: string): Promise<Survey>;
  /** @throws AccountNotFound, MailboxExists, InvalidMailboxName */
  createMailbox(account: string, name: string, options?: { specialUse?: string }): Promise<Mailbox>;
  /**
   * Renames a mailbox and those below it (RFC 9051 §6.3.6). Renaming INBOX moves its entries into the new mailbox and
   * leaves INBOX empty. @throws MailboxNotFound, MailboxExists, InvalidMailboxName
   */
  renameMailbox(account: string, from: string, to: string): Promise<Mailbox>;
  /** INBOX cannot be deleted; those below the mailbox stay. @throws MailboxNotFound, InvalidMailboxName */
  deleteMailbox(account: string, name: string): Promise<void>;
  /**
   * Gives a mailbox in which nothing has ever been the UIDVALIDITY that it had elsewhere, and moves UIDNEXT on (a
   * smaller one is passed over), so that what is restored keeps its UIDs. Both at least 1, below 2^32.
   * @throws MailboxNotFound, MailboxInUse when it has given UIDs out under another UIDVALIDITY
   */
  renumberMailbox(mailboxId: string, uidValidity: number, uidNext: number): Promise<void>;
  /** Subscriptions are names and outlive mailboxes (RFC 9051 §6.3.7). @throws AccountNotFound */
  setSubscribed(account: string, name: string, subscribed: boolean): Promise<void>;
  /** Subscribed names, also of mailboxes that are not there. @throws AccountNotFound */
  subscriptions(account: string): Promise<string[]>;

  /**
   * The annotations of an account (`mailboxId` null) or of one of its mailboxes, by name. A mailbox keeps them when it
   * is renamed and takes them along when it is deleted. @throws AccountNotFound, MailboxNotFound
   */
  annotations(account: string, mailboxId: string | null): Promise<Annotation[]>;
  /**
   * Sets annotations, and removes those whose value is null; all or none. A name that is given twice counts as last
   * given. @throws AccountNotFound, MailboxNotFound, InvalidAnnotation, AnnotationTooLarge, TooManyAnnotations
   */
  annotate(
    account: string,
    mailboxId: string | null,
    changes: readonly { readonly name: string; readonly value: string | null }[],
  ): Promise<void>;

  /** Entries by UID, ascending, at most `limit`. @throws MailboxNotFound */
  entries(
    mailboxId: string,
    options: { uids?: readonly UidRange[]; changedSince?: number; from?: number; limit: number },
  ): Promise<EntryPage>;
  /** @throws MailboxNotFound */
  setFlags(
    mailboxId: string,
    uids: readonly UidRange[],
    change: FlagChange,
  ): Promise<{ entries: Entry[]; modified: number[] }>;
  /** Removes entries with \Deleted (of `uids` when given). A message without entries is gone. @throws MailboxNotFound */
  expunge(mailboxId: string, uids?: readonly UidRange[]): Promise<{ uids: number[]; modseq: number }>;
  /** All or nothing, in UID order, flags kept. @throws MailboxNotFound for either mailbox */
  copy(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied>;
  /** Like copy and expunge at one moment (RFC 6851). @throws MailboxNotFound */
  move(mailboxId: string, uids: readonly UidRange[], targetId: string): Promise<Copied>;
  /** UIDs expunged after a modseq, ascending; more than asked (UIDs that never were) is allowed by RFC 7162 §3.2.10.2. @throws MailboxNotFound */
  vanished(mailboxId: string, sinceModseq: number): Promise<UidRange[]>;
  /** Claims \Recent (RFC 3501 §2.3.2): UIDs from the answer on are recent for this caller and for nobody after it. @throws MailboxNotFound */
  claimRecent(mailboxId: string): Promise<number>;

  /**
   * Resolves when this node has told all up to a position that it may have from another node; at once for one that is
   * known, or that is nowhere yet. Undefined for a store that one process has to itself. @throws StoreUnavailable
   */
  reach?(position: Position): Promise<void>;

  /** Calls `listener` for each event, in order, after it is durable and visible. The listener must be quick and not throw. */
  subscribe(listener: (event: StoreEvent) => void, options?: SubscribeOptions): Subscription;
}
