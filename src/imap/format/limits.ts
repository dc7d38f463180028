/**
 * Limits of what FETCH tells about messages inside of messages, each with its reason. (Those of reading a message are
 * in src/message/limits.ts.)
 */

/** Octets of one embedded message's header that are read for its envelope. Real headers stay under 50 KB. */
export const MAX_EMBEDDED_HEADER = 64 * 1024;

/** Embedded messages whose headers are read for one BODYSTRUCTURE: each is a read of its own. Digests have some dozen. */
export const MAX_EMBEDDED_HEADERS = 500;

/** Octets of all of them together, since they are in memory at one time. */
export const MAX_EMBEDDED_BYTES = 4 * 1024 * 1024;
