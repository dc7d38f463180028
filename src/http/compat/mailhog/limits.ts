/** Bytes of a header that are read: more than any mail program writes. */
export const HEADER = 256 * 1024;
/** Multiparts within each other that are taken apart. */
export const DEPTH = 10;
/** Parts of one message that are told. */
export const PARTS = 10_000;
/** Bytes looked through for a boundary at one go, about a millisecond. */
export const WINDOW = 1024 * 1024;
/** Bytes written as text at one go. */
export const PIECE = 64 * 1024;
/** Raw bytes of a message that is pushed to listeners: it is told whole, three times over. */
export const PUSHED = 5 * 1024 * 1024;
/** Arrivals that wait for a slow listener; beyond that its line is closed. */
export const WAITING = 1000;
