import type { Step } from './step.js';

/**
 * Raw bytes by generation: messages that arrived in the same stretch of time are in the same partition, which goes as a
 * whole when retention has taken all of them. What is in `chunks` already stays there (generation -1), and leaves row by
 * row. Where the engine cannot divide a table, `parcels` is one table and generation 0 never ends.
 */
export const v5: readonly Step[] = [
  'CREATE TABLE @generations (number integer PRIMARY KEY, began_at bigint NOT NULL)',
  'INSERT INTO @generations (number, began_at) VALUES (0, 0)',
  'ALTER TABLE @messages ADD COLUMN generation integer NOT NULL DEFAULT -1',
  'CREATE INDEX messages_generation ON @messages (generation)',
  'ALTER TABLE @drafts ADD COLUMN generation integer NOT NULL DEFAULT -1',
  {
    attempt: [
      `CREATE TABLE @parcels (
        generation integer NOT NULL,
        body uuid NOT NULL,
        n integer NOT NULL,
        bytes bytea NOT NULL,
        PRIMARY KEY (generation, body, n)
      ) PARTITION BY LIST (generation)`,
      'CREATE TABLE @parcels_0 PARTITION OF @parcels FOR VALUES IN (0)',
    ],
  },
  `CREATE TABLE IF NOT EXISTS @parcels (
    generation integer NOT NULL,
    body uuid NOT NULL,
    n integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (generation, body, n)
  )`,
];
