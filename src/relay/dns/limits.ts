/** Bounds of DNS look-ups, each with its reason. */

/** How long one server may take for one answer, milliseconds: twice what a resolver with a cold cache usually needs. */
export const ANSWER_MS = 2500;
/** How often each server is asked before nobody knows: a lost packet is common, two in a row are rare. */
export const TRIES = 2;
/** Octets of an answer over UDP: what passes everywhere unfragmented (DNS flag day 2020). */
export const UDP_BYTES = 1232;
/** CNAMEs that are followed: more is a loop, or might as well be. */
export const MAX_CNAMES = 8;
/** Records of an answer that are looked at. */
export const MAX_RECORDS = 100;
/** Answers that are remembered: names, not bytes, so some megabytes at most. */
export const CACHE_ENTRIES = 10_000;
/** No answer is believed for longer, seconds: a day, since people change servers and restart nothing. */
export const LONGEST_TTL = 86_400;
/** … and no "there is none" (RFC 2308 §5 says one to three hours). */
export const LONGEST_NEGATIVE_TTL = 3600;
/** When "there is none" comes without an SOA, seconds. */
export const DEFAULT_NEGATIVE_TTL = 60;
/** Questions on the wire at one time: each holds a socket. */
export const MAX_QUESTIONS = 100;
