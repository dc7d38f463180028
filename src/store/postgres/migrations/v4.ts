/** Where mail waits on its way out. Whoever claims locks the one row of `outbox_seen`, and skips items that are being changed. */
export const v4: readonly string[] = [
  `CREATE TABLE @outbox (
    id uuid PRIMARY KEY,
    message_id text NOT NULL,
    destination text NOT NULL,
    orders text NOT NULL,
    recipients text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    attempts integer NOT NULL,
    next_attempt bigint,
    delay_reported boolean NOT NULL,
    uncertain boolean NOT NULL,
    begun text NOT NULL,
    lease text,
    lease_until bigint
  )`,
  'CREATE INDEX outbox_due ON @outbox (next_attempt, id) WHERE next_attempt IS NOT NULL AND lease IS NULL',
  'CREATE INDEX outbox_expiry ON @outbox (expires_at) WHERE next_attempt IS NOT NULL AND lease IS NULL',
  'CREATE INDEX outbox_leases ON @outbox (destination) WHERE lease IS NOT NULL',
  'CREATE INDEX outbox_messages ON @outbox (message_id, id)',
  'CREATE INDEX outbox_done ON @outbox (id) WHERE next_attempt IS NULL',
  'CREATE TABLE @outbox_pauses (destination text PRIMARY KEY, until bigint NOT NULL)',
  `CREATE TABLE @outbox_seen (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch text,
    position bigint NOT NULL
  )`,
  'INSERT INTO @outbox_seen (position) VALUES (0)',
];
