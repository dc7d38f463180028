/** What was found wrong in a data folder, by name; nothing of it stops a start. */
export interface Problem {
  readonly kind: /** The journal ends in an unfinished write, which nobody was promised. */
    | 'torn-tail'
    /** A line of the journal does not fit its checksum, or says what cannot be. */
    | 'damaged-line'
    /** Lines of the journal are missing. */
    | 'missing-lines'
    /** The raw bytes of a message are gone. */
    | 'missing-message'
    /** The raw bytes of a message are not what was received. */
    | 'damaged-message'
    /** A message that the journal does not know. */
    | 'orphan'
    /** Something else that does not fit. */
    | 'other';
  /** Relative to the data folder. */
  readonly file: string;
  /** In words. */
  readonly detail: string;
  /** Where what was found has been put, relative to the data folder; null when it stayed. */
  readonly quarantined: string | null;
}
