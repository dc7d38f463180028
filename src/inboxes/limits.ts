/** Leases at one time: tests run by the hundred, and a loop that forgets to close them must end somewhere. */
export const LEASES = 10_000;
/** Time to live when none is given, milliseconds: longer than a test, shorter than a forgotten one is a burden. */
export const DEFAULT_TTL = 10 * 60_000;
/** The longest time to live: whoever wants an inbox for good sends to an address. */
export const LONGEST_TTL = 24 * 3_600_000;
/** Messages of an inbox whose deletion is still told to it; an id takes about 60 bytes. */
export const REMEMBERED_IDS = 100_000;
/** Messages that are looked at in one step of emptying an inbox. */
export const EMPTIED_AT_ONCE = 500;
/** Between two tries to end an inbox that has expired, milliseconds. */
export const RETRY_MS = 10_000;
