/** Rows as the database gives them; `bigint` columns are numbers here. */

export interface StoreRow {
  readonly epoch: string;
  readonly position: number;
  readonly last_uid_validity: number;
  readonly last_id: string | null;
  readonly messages: number;
  readonly unseen: number;
  readonly bytes: number;
  readonly cost: number;
  readonly accounts: number;
  readonly empty_accounts: number;
  readonly annotation_bytes: number;
  /** Where the bytes of arriving messages go (`generations.ts`). */
  readonly generation: number;
}

export interface AccountRow {
  readonly name: string;
  readonly messages: number;
  readonly unseen: number;
  readonly annotation_bytes: number;
  readonly empty_since: number | null;
}

export interface MailboxRow {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly uid_validity: number;
  readonly uid_next: number;
  readonly highest_modseq: number;
  readonly special_use: string | null;
  readonly exist: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly recent: number;
  readonly size: number;
  readonly recent_from: number;
  readonly expunges_from: number;
}

/** A message but for its descriptions. */
export interface MessageRowOf {
  readonly position: number;
  readonly id: string;
  readonly received_at: number;
  readonly size: number;
  readonly seen: number;
  readonly tags: string;
  readonly body: string;
  readonly generation: number;
  readonly cost: number;
}

export interface EntryRow {
  readonly mailbox: string;
  readonly uid: number;
  readonly message: number;
  readonly account: string;
  readonly modseq: number;
  readonly flags: string;
  readonly ordinal: number;
  readonly internal_date: number | null;
  readonly saved_at: number | null;
}
