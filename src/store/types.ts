import type { ByteRange, Envelope, Structure, Summary } from '../message/types.js';
import type { Query, SortOrder } from '../search/ast.js';

/**
 * A place in the order of changes. Each change of a store (a message arriving, flags, a deletion …) takes the next
 * one; a message's own position is that of its arrival, so positions are also arrival order.
 */
export type Position = number;

/** Takes the bytes of one message while they arrive. Nothing of it can be seen before `Store.append`. */
export interface Draft {
  /** Bytes written so far. */
  readonly size: number;
  /** Keeps a chunk (the caller may reuse its buffer afterwards). Returns a promise only when the caller must wait. */
  write(chunk: Buffer): Promise<void> | undefined;
  /** Forgets the bytes. Harmless after `append` or a second time. */
  discard(): Promise<void>;
  /**
   * All bytes so far, where they are at hand and few: the message may then be described later. Null once they are not;
   * a driver whose bytes are elsewhere has none.
   */
  readonly pieces?: readonly Buffer[] | null;
}

/** Where a message goes: a mailbox of an account, made if it is not there. */
export interface Delivery {
  readonly account: string;
  /** Default `INBOX`. */
  readonly mailbox?: string;
  /** Initial flags, default none. */
  readonly flags?: readonly string[];
  /** Milliseconds since the epoch; default the time of arrival. */
  readonly internalDate?: number;
}

/** The session that brought a message: its id at `/api/sessions` and its transcript up to the end of DATA. */
export interface SessionTrace {
  readonly id: string;
  /** Text form of `sessions/transcript.ts`. */
  readonly transcript: string;
}

/** A message in a mailbox, by the mailbox's id. */
export interface EntryName {
  readonly mailboxId: string;
  readonly uid: number;
}

/** All that `Store.append` needs. */
export interface Capture {
  readonly draft: Draft;
  /**
   * `summary`, `structure` and `tags` are made when they are asked for: a driver that has no need of them yet leaves that
   * for later.
   */
  readonly later?: boolean;
  /** That of the summary, for less than the summary may cost. */
  readonly subject?: string;
  readonly envelope: Envelope;
  readonly summary: Summary;
  readonly structure: Structure;
  readonly session: SessionTrace | null;
  readonly deliveries: readonly Delivery[];
  readonly tags?: readonly string[];
  /** Milliseconds since the epoch; default now. */
  readonly receivedAt?: number;
  /** An entry, in whichever mailbox, that goes at the moment when this message comes (RFC 8508). */
  readonly replaces?: EntryName;
}

/** What lists carry: everything but bytes, structure and transcript. */
export interface MessageRow {
  /** UUIDv7: sorts by arrival. */
  readonly id: string;
  readonly position: Position;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Bytes of the raw message. */
  readonly size: number;
  readonly envelope: Envelope;
  readonly summary: Summary;
  /** Sorted, unique. */
  readonly tags: readonly string[];
  /** Any of its entries has \Seen (in a list of one account: any entry of that account). */
  readonly seen: boolean;
}

/** One message with all that was learned when it arrived. */
export interface Message extends MessageRow {
  readonly structure: Structure;
  readonly session: SessionTrace | null;
  /** Where it is now. */
  readonly locations: readonly Location[];
}

export interface Location {
  readonly account: string;
  readonly mailbox: string;
  readonly mailboxId: string;
  readonly uid: number;
}

/** A name that can log in by POP3 and IMAP. */
export interface Account {
  readonly name: string;
  /** Messages with at least one entry in a mailbox of this account. */
  readonly messages: number;
  /** … of which none of the account's entries has \Seen. */
  readonly unseen: number;
  /** Arrival of its newest message, milliseconds since the epoch; null when it has none. */
  readonly lastArrival: number | null;
}

/** A mailbox as IMAP sees it (RFC 9051 §2.3). Names are Unicode, levels divided by `/`; INBOX in any case is `INBOX`. */
export interface Mailbox {
  /** Never changes, never used again; survives renaming (RFC 8474 MAILBOXID). */
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly uidValidity: number;
  readonly uidNext: number;
  /** RFC 7162 §3.1.2.1; grows with every change of an entry. At least 1. */
  readonly highestModseq: number;
  readonly exists: number;
  readonly unseen: number;
  /** Entries that no session has claimed as \Recent yet (RFC 3501 §2.3.2). */
  readonly recent: number;
  /** Entries with \Deleted. */
  readonly deleted: number;
  /** Bytes of all its messages (RFC 8438). */
  readonly size: number;
  /** `\Sent` … of RFC 6154, or null. */
  readonly specialUse: string | null;
  readonly subscribed: boolean;
}

/** An entry of an account's or a mailbox's metadata (RFC 5464). */
export interface Annotation {
  /** In lower case, since names are the same in any case: `/shared/comment`, `/private/vendor/acme/colour`. */
  readonly name: string;
  readonly value: string;
}

/** What a session learns of a mailbox when it selects it, all of one moment. */
export interface Survey {
  readonly mailbox: Mailbox;
  /** Of the latest change: events with a later position come on top of this. */
  readonly position: Position;
  /** All UIDs, ascending. */
  readonly uids: readonly UidRange[];
  /** UID of the first entry without \Seen, or null. */
  readonly firstUnseen: number | null;
  /** UIDs from here on are \Recent for whoever claims them. */
  readonly recentFrom: number;
  /** Keywords that entries have, sorted, at most 500. */
  readonly keywords: readonly string[];
}

/** A message in a mailbox. */
export interface Entry {
  readonly uid: number;
  readonly messageId: string;
  /** System flags in canonical case (`\Seen`), keywords as first written; without \Recent. Sorted, unique. */
  readonly flags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly internalDate: number;
  /** When it came into this mailbox (RFC 8514), milliseconds since the epoch. */
  readonly savedAt: number;
  readonly modseq: number;
  /** Bytes of the raw message. */
  readonly size: number;
}

/** Which messages a call is about. All given conditions must hold. */
export interface Selection {
  readonly ids?: readonly string[];
  readonly query?: Query;
  /** Only messages with an entry in a mailbox of this account. */
  readonly account?: string;
  /** Only messages that arrived after this position. */
  readonly since?: Position;
  /** Only messages that arrived at or before this position. */
  readonly upTo?: Position;
}

export interface ListOptions extends Selection {
  /** Rows wanted, 1 … 1000. */
  readonly limit: number;
  /** Default what the query's `sort:` says, else `newest` first. By size means looking at every match. */
  readonly order?: SortOrder;
  /**
   * Continue behind this position in the wanted order (a page's `next`). By size the message there must still be
   * there, else the call rejects with `CursorExpired`.
   */
  readonly after?: Position;
  /** Count all matches even where that means looking at every message. */
  readonly count?: boolean;
  /** Ends a long search early; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Page {
  readonly messages: readonly MessageRow[];
  /** Where the next page begins; null when there is none. */
  readonly next: Position | null;
  /** All matches of the selection, or null when counting them was neither free nor asked for. */
  readonly total: number | null;
}

/** What `Store.update` may change on messages. Several may be given at once. */
export interface MessageChange {
  /** Sets or clears \Seen on every entry (of `Selection.account` when that is given). */
  readonly seen?: boolean;
  readonly tags?: readonly string[];
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
}

/** `first` and `last` inclusive; `last` may be Infinity for `*`. */
export interface UidRange {
  readonly first: number;
  readonly last: number;
}

export interface EntryPage {
  /** Ascending UIDs. */
  readonly entries: readonly Entry[];
  /** UID to begin the next page with; null at the end. */
  readonly next: number | null;
}

export interface FlagChange {
  readonly mode: 'add' | 'remove' | 'replace';
  readonly flags: readonly string[];
  /** RFC 7162 §3.1.3: entries with a higher modseq are left alone and reported as `modified`. */
  readonly unchangedSince?: number;
}

export interface Copied {
  /** The target's UIDVALIDITY. */
  readonly uidValidity: number;
  readonly pairs: readonly { readonly from: number; readonly to: number }[];
}

/**
 * What happened, in order. Batches are one event: a deletion of many messages is one `expunged` event for each
 * mailbox and one `deleted` event.
 */
export type StoreEvent =
  /** A message arrived. */
  | {
      readonly type: 'message';
      readonly position: Position;
      readonly message: MessageRow;
      readonly locations: readonly Location[];
      /** That of the message, where it can be had for less than the whole summary. */
      readonly subject?: string;
    }
  /** Entries came into a mailbox (by arrival, APPEND, COPY or MOVE); told for each mailbox, before `message`. */
  | {
      readonly type: 'entries';
      readonly position: Position;
      readonly account: string;
      readonly mailboxId: string;
      readonly entries: readonly Entry[];
    }
  | {
      readonly type: 'flags';
      readonly position: Position;
      readonly account: string;
      readonly mailboxId: string;
      readonly entries: readonly Entry[];
    }
  | {
      readonly type: 'expunged';
      readonly position: Position;
      readonly account: string;
      readonly mailboxId: string;
      readonly uids: readonly number[];
      /** The message of each of `uids`, in the same order. */
      readonly messageIds: readonly string[];
      readonly modseq: number;
    }
  /** `seen` or `tags` of messages changed, by whatever way. */
  | {
      readonly type: 'updated';
      readonly position: Position;
      readonly messages: readonly { readonly id: string; readonly seen: boolean; readonly tags: readonly string[] }[];
    }
  /** Messages are gone: deleted, evicted, or their last entry expunged. */
  | {
      readonly type: 'deleted';
      readonly position: Position;
      readonly ids: readonly string[];
      readonly accounts: readonly string[];
      readonly reason: 'request' | 'retention' | 'expunge';
    }
  | {
      readonly type: 'account';
      readonly position: Position;
      readonly account: string;
      readonly change: 'created' | 'deleted' | 'metadata';
      /** Names of the annotations that changed; only of `metadata`. */
      readonly annotations?: readonly string[];
    }
  | {
      readonly type: 'mailbox';
      readonly position: Position;
      readonly account: string;
      readonly mailboxId: string;
      readonly name: string;
      readonly change: 'created' | 'renamed' | 'deleted' | 'subscription' | 'metadata';
      /** Names of the annotations that changed; only of `metadata`. */
      readonly annotations?: readonly string[];
    };

export interface SubscribeOptions {
  /**
   * First replays what came after this position; rows are as they are now, and the `message` event of a message that
   * is gone meanwhile is left out. Throws `CursorExpired` when what came after is no longer known.
   */
  readonly since?: Position;
  /** Only events of this mailbox (`entries`, `flags`, `expunged`, `mailbox`). */
  readonly mailboxId?: string;
}

/** A text that all nodes of a store share: what people change at run time. */
export interface SharedText {
  /** The text, null when none was ever written, and the number of its revision. @throws StoreUnavailable */
  read(): Promise<{ readonly text: string | null; readonly revision: number }>;
  /**
   * Writes the next revision; false, and nothing is written, when `revision` is not the present one.
   * @throws StoreUnavailable
   */
  write(text: string, revision: number): Promise<boolean>;
  /** Calls when another node has written. */
  watch(listener: () => void): void;
}

/** An inbox that somebody has for a while, as all nodes of a store know it. */
export interface LentInbox {
  readonly id: string;
  /** SHA-256 of its token, in base64. */
  readonly digest: string;
  readonly address: string;
  /** For logins, which compute with it. */
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly ended: boolean;
}

/** The inboxes that all nodes of a store lend. Every method may throw StoreUnavailable. */
export interface SharedInboxes {
  /** Calls with all that there are, and from then on with what has changed, whoever changed it; resolves after the first. */
  open(listener: (changes: readonly LentInbox[]) => void): Promise<void>;
  /** One that has not ended, also when it was not told of yet. */
  find(by: 'id' | 'digest', value: string): Promise<LentInbox | null>;
  /** Makes it known, or that it ends at another time. */
  put(inbox: LentInbox): Promise<void>;
  /** Ends it; true for the one who did, who is to delete its mail. */
  end(id: string): Promise<boolean>;
}

export interface Subscription {
  close(): void;
}

/** What a store that others share is busy with, for operators. */
export interface StoreLoad {
  /** Transactions that were committed, the changes in them, and transactions that failed, since the start. */
  readonly turns: number;
  readonly items: number;
  readonly failed: number;
  /** Changes that wait for a transaction. */
  readonly waiting: number;
  /** Connections for reading. */
  readonly readers: { readonly total: number; readonly idle: number; readonly waiting: number };
  /** Others' changes are told, not only looked for. */
  readonly listening: boolean;
}

export interface StoreStats {
  readonly messages: number;
  readonly unseen: number;
  /** Raw bytes of all messages. */
  readonly bytes: number;
  readonly accounts: number;
  /** Since start. */
  readonly appended: number;
  readonly deleted: number;
}

/** Bounds of a store; 0 means no bound. The oldest messages go first. */
export interface Retention {
  readonly maxMessages: number;
  readonly maxBytes: number;
  /** Milliseconds since arrival. */
  readonly maxAge: number;
}

export type { ByteRange };
