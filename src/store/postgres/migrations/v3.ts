/** Settings that all nodes share, as one text that a revision names. */
export const v3: readonly string[] = [
  'CREATE TABLE @settings (one boolean PRIMARY KEY DEFAULT true CHECK (one), revision bigint NOT NULL, text text)',
  'INSERT INTO @settings (revision) VALUES (0)',
];
