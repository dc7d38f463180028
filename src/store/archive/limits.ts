/** Raw bytes in one line: a multiple of three, so that base64 needs no padding, and a chunk of a reader. */
export const RAW_BYTES = 48 * 1024;
/** Entries in one line. */
export const ENTRIES_IN_LINE = 1000;
/** Bytes of one line: an envelope of 10,000 recipients and a transcript come to a few MB. */
export const MAX_LINE = 32 * 1024 * 1024;
