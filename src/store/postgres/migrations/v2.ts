import type { Step } from './step.js';

/**
 * Texts that searches look at, made behind the capture. `words` is null for what is too long to be indexed: it is read
 * when it is asked for. Without the extension pg_trgm the same searches walk the table.
 */
export const v2: readonly Step[] = [
  'CREATE TABLE @texts (message bigint PRIMARY KEY, body_start integer NOT NULL, words text)',
  'CREATE INDEX texts_unread ON @texts (message) WHERE words IS NULL',
  'CREATE TABLE @unindexed (message bigint PRIMARY KEY)',
  'INSERT INTO @unindexed (message) SELECT position FROM @messages',
  { attempt: ['CREATE EXTENSION IF NOT EXISTS pg_trgm'] },
  { attempt: ['CREATE INDEX texts_words ON @texts USING gin (words gin_trgm_ops)'] },
];
