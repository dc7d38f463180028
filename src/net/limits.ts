/** Octets of a PROXY header of version 1, line end included: what the specification calls the longest (§2.1). */
export const PROXY_V1_LENGTH = 107;

/** Octets behind the fixed part of a PROXY header of version 2: addresses, and more TLVs than any proxy sends. */
export const PROXY_V2_LENGTH = 4096;

/** Milliseconds for a PROXY header: a proxy sends it with its first packet. */
export const PROXY_TIMEOUT = 10_000;

/** Milliseconds for a TLS handshake: a few round trips on a bad line. */
export const HANDSHAKE_TIMEOUT = 30_000;

/** Milliseconds that a client gets to close its side after our goodbye. */
export const LINGER = 5000;

/** … and at a stop, when others wait for us. */
export const STOP_GRACE = 100;

/** Octets of responses that are collected before they are written: one packet for small answers, few for large ones. */
export const WRITE_AT = 32 * 1024;
