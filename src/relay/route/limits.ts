/** Bounds of routing, each with its reason. */

/** Hosts of a domain that are looked at: large providers have five. */
export const MAX_HOSTS = 20;
/** Addresses of one host that are tried, of both families: a host with more is one behind many. */
export const MAX_ADDRESSES = 8;
/** `Received:` fields after which a message is taken for one that goes in a circle (RFC 5321 §6.3 says at least 100). */
export const MAX_HOPS = 100;
