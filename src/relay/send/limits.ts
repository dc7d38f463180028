/** Bounds of sending, each with its reason. */

/** Connecting, greeting and TLS together, milliseconds: a server that is slower is tried again later. */
export const CONNECT_MS = 60_000;
/** Silence on a connection, milliseconds: the longest that RFC 5321 §4.5.3.2 asks for before DATA, and enough after it for a sandbox. */
export const SILENCE_MS = 300_000;
/** An open connection is kept for the next message for so long, milliseconds: servers frown at idle ones. */
export const IDLE_MS = 5000;
/** Messages over one connection: many servers end it at a hundred. */
export const MESSAGES_PER_CONNECTION = 100;
/** Addresses that are tried in one attempt; the rest is for the next one. */
export const ADDRESSES_PER_ATTEMPT = 10;
/** Lines of a reply that are kept, and characters of a line: replies have a line or three. */
export const REPLY_LINES = 20;
export const REPLY_LENGTH = 500;
/** Exchanges of an attempt that are kept: a hundred recipients and what is around them. */
export const EXCHANGES = 250;
/** Bytes of a message that is sent at one go: what a socket takes without waiting. */
export const ONE_CHUNK = 16 * 1024;
/** Bytes of a header that is changed on the way out: it is whole in memory then. */
export const HEADER_BYTES = 1024 * 1024;
