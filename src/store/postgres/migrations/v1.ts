/**
 * The first form of the store. Positions are given out under the lock of the one row of `store`, so that they become
 * visible in their order; `docs/decisions/0019-postgres-turns.md` says why that is no bottleneck.
 */
export const v1: readonly string[] = [
  `CREATE TABLE @store (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch text NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    last_uid_validity bigint NOT NULL DEFAULT 0,
    last_id uuid,
    messages bigint NOT NULL DEFAULT 0,
    unseen bigint NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    cost bigint NOT NULL DEFAULT 0,
    accounts bigint NOT NULL DEFAULT 0,
    empty_accounts bigint NOT NULL DEFAULT 0,
    annotation_bytes bigint NOT NULL DEFAULT 0
  )`,
  `CREATE TABLE @accounts (
    name text COLLATE "C" PRIMARY KEY,
    folded text NOT NULL,
    messages bigint NOT NULL,
    unseen bigint NOT NULL,
    annotation_bytes bigint NOT NULL,
    empty_since bigint
  )`,
  'CREATE INDEX accounts_empty ON @accounts (empty_since) WHERE empty_since IS NOT NULL',
  `CREATE TABLE @mailboxes (
    id text PRIMARY KEY,
    account text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    uid_validity bigint NOT NULL,
    uid_next bigint NOT NULL,
    highest_modseq bigint NOT NULL,
    special_use text,
    exist bigint NOT NULL,
    unseen bigint NOT NULL,
    deleted bigint NOT NULL,
    recent bigint NOT NULL,
    size bigint NOT NULL,
    recent_from bigint NOT NULL,
    expunges_from bigint NOT NULL,
    UNIQUE (account, name)
  )`,
  `CREATE TABLE @expunges (
    mailbox text NOT NULL,
    modseq bigint NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (mailbox, modseq, first)
  )`,
  `CREATE TABLE @messages (
    position bigint PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    received_at bigint NOT NULL,
    size bigint NOT NULL,
    seen integer NOT NULL,
    traits smallint NOT NULL,
    tags text NOT NULL,
    labels text NOT NULL,
    body uuid NOT NULL,
    cost bigint NOT NULL,
    described text NOT NULL,
    details text NOT NULL
  )`,
  `CREATE TABLE @entries (
    mailbox text NOT NULL,
    uid bigint NOT NULL,
    message bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    modseq bigint NOT NULL,
    flags text NOT NULL,
    seen boolean NOT NULL,
    deleted boolean NOT NULL,
    ordinal integer NOT NULL,
    internal_date bigint,
    saved_at bigint,
    PRIMARY KEY (mailbox, uid)
  )`,
  'CREATE INDEX entries_message ON @entries (message)',
  'CREATE INDEX entries_account ON @entries (account, message)',
  'CREATE TABLE @chunks (body uuid NOT NULL, n integer NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (body, n))',
  'CREATE TABLE @drafts (body uuid PRIMARY KEY, began_at bigint NOT NULL)',
  `CREATE TABLE @subscriptions (
    account text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    PRIMARY KEY (account, name)
  )`,
  `CREATE TABLE @annotations (
    account text COLLATE "C" NOT NULL,
    mailbox text NOT NULL,
    name text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (account, mailbox, name)
  )`,
  'CREATE TABLE @keywords (lower text PRIMARY KEY, word text NOT NULL)',
  `CREATE TABLE @events (
    last bigint PRIMARY KEY,
    first bigint NOT NULL,
    turn uuid NOT NULL,
    happened_at bigint NOT NULL,
    data text NOT NULL
  )`,
];
