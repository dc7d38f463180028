/**
 * Inboxes that are lent, which every node must know: what changed since a revision is read, so those that ended stay for
 * a while. Revisions are given out under the lock of one row, so that they become visible in their order.
 */
export const v6: readonly string[] = [
  `CREATE TABLE @inboxes (
    id text PRIMARY KEY,
    digest text NOT NULL UNIQUE,
    address text NOT NULL,
    password text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    ended boolean NOT NULL DEFAULT false,
    revision bigint NOT NULL
  )`,
  'CREATE INDEX inboxes_revision ON @inboxes (revision)',
  'CREATE TABLE @inboxes_latest (one boolean PRIMARY KEY DEFAULT true CHECK (one), revision bigint NOT NULL)',
  'INSERT INTO @inboxes_latest (revision) VALUES (0)',
];
