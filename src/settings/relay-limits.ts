/** Bounds of the relay's settings, each with its reason. */

/** Named relays: a team has a provider or two, and a few for trials. */
export const MAX_RELAYS = 50;
/** Rules: each message that arrives is held against each of them. */
export const MAX_RELAY_RULES = 100;
/** Patterns of one list: each address is held against each of them. */
export const MAX_PATTERNS = 500;
/** Characters of a pattern or an address (RFC 5321 §4.5.3.1 has 64 + 1 + 255). */
export const MAX_PATTERN = 320;
/** Signing keys: one for each domain that is sent from. */
export const MAX_DKIM_KEYS = 50;
/** Characters of a private key: RSA with 8192 bits has 6,400 in PEM. */
export const MAX_KEY = 16 * 1024;
/** Characters of a search. */
export const MAX_QUERY = 4096;
